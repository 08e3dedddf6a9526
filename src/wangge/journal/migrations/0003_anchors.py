"""The signed list of anchors; append-only in the database itself, like the entries that it covers."""

import wangge.core.fields
from django.db import migrations, models


SQLITE = [
    f"""CREATE TRIGGER journal_anchor_no_{act} BEFORE {act.upper()} ON journal_anchor
    BEGIN SELECT RAISE(ABORT, 'journal_anchor is append-only'); END"""
    for act in ("update", "delete")
]
POSTGRESQL = """
CREATE TRIGGER journal_anchor_append_only BEFORE UPDATE OR DELETE ON journal_anchor
  FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_anchor_no_truncate BEFORE TRUNCATE ON journal_anchor
  FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
"""


def forwards(apps, editor):
    for statement in SQLITE if editor.connection.vendor == "sqlite" else [POSTGRESQL]:
        editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0002_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='Anchor',
            fields=[
                ('pk', models.CompositePrimaryKey('district', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('district', wangge.core.fields.CodeField(max_length=6)),
                ('number', models.IntegerField()),
                ('day', models.DateField()),
                ('first', models.BigIntegerField()),
                ('last', models.BigIntegerField()),
                ('count', models.IntegerField()),
                ('root', models.BinaryField(max_length=32)),
                ('previous', models.BinaryField(max_length=32)),
                ('made_at', models.DateTimeField()),
                ('key', models.BinaryField(max_length=32)),
                ('signature', models.BinaryField(max_length=64)),
            ],
            options={
                'indexes': [models.Index(fields=['district', 'last'], name='journal_anchor_last')],
            },
        ),
        migrations.RunPython(forwards, migrations.RunPython.noop),
    ]
