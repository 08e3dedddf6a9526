"""Entries and receipts are append-only in the database itself; content may be erased but not rewritten."""

from django.db import migrations

SQLITE = [
    f"""CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table}
    BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
    for table, act in (
        ("journal_entry", "update"), ("journal_entry", "delete"), ("journal_receipt", "update"),
        ("journal_content", "delete"),
    )
] + [
    """CREATE TRIGGER journal_content_only_erase BEFORE UPDATE ON journal_content
    WHEN NEW.body IS NOT NULL OR NEW.salt IS NOT NULL OR NEW.erased_at IS NULL OR OLD.erased_at IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'content may only be erased, once'); END"""
]

POSTGRESQL = """
CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$;
CREATE FUNCTION journal_only_erase() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.body IS NOT NULL OR NEW.salt IS NOT NULL OR NEW.erased_at IS NULL OR OLD.erased_at IS NOT NULL THEN
    RAISE EXCEPTION 'content may only be erased, once' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER journal_entry_append_only BEFORE UPDATE OR DELETE ON journal_entry
  FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_entry_no_truncate BEFORE TRUNCATE ON journal_entry
  FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_receipt_append_only BEFORE UPDATE ON journal_receipt
  FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_receipt_no_truncate BEFORE TRUNCATE ON journal_receipt
  FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_content_no_delete BEFORE DELETE ON journal_content
  FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_content_no_truncate BEFORE TRUNCATE ON journal_content
  FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_content_only_erase BEFORE UPDATE ON journal_content
  FOR EACH ROW EXECUTE FUNCTION journal_only_erase();
ALTER TABLE journal_counter SET (fillfactor = 20);
"""

SQLITE_BACK = [f"DROP TRIGGER {line.split()[2]}" for line in SQLITE]
POSTGRESQL_BACK = """
DROP FUNCTION journal_refuse() CASCADE;
DROP FUNCTION journal_only_erase() CASCADE;
"""


def forwards(apps, editor):
    for statement in SQLITE if editor.connection.vendor == "sqlite" else [POSTGRESQL]:
        editor.execute(statement, params=None)


def backwards(apps, editor):
    for statement in SQLITE_BACK if editor.connection.vendor == "sqlite" else [POSTGRESQL_BACK]:
        editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
