"""What is said of cases, by its characters: FTS5 on SQLite, tsvector and GIN on PostgreSQL.

On SQLite the table has a number of its own, as the full text index goes by it, and triggers keep the two alike. On
PostgreSQL there is no trigger, so that the same holds where tables are distributed; the room writes the row itself.
"""

import wangge.core.fields
import wangge.core.ids
from django.db import migrations, models

SQLITE = [
    """CREATE TABLE journal_saying (number integer PRIMARY KEY AUTOINCREMENT, district varchar(6) NOT NULL,
    id char(32) NOT NULL, subject_kind varchar(16) NOT NULL, subject_id char(32) NOT NULL, tokens text NOT NULL,
    UNIQUE (district, id))""",
    """CREATE VIRTUAL TABLE journal_saying_text USING fts5(tokens, content='journal_saying', content_rowid='number',
    columnsize=0)""",
    "CREATE INDEX journal_saying_subject ON journal_saying (district, subject_kind, subject_id)",
    """CREATE TRIGGER journal_saying_in AFTER INSERT ON journal_saying
    BEGIN INSERT INTO journal_saying_text (rowid, tokens) VALUES (NEW.number, NEW.tokens); END""",
    """CREATE TRIGGER journal_saying_out AFTER DELETE ON journal_saying BEGIN
    INSERT INTO journal_saying_text (journal_saying_text, rowid, tokens) VALUES ('delete', OLD.number, OLD.tokens);
    END""",
]
POSTGRESQL = [
    """CREATE TABLE journal_saying (district varchar(6) COLLATE "C" NOT NULL, id uuid NOT NULL,
    subject_kind varchar(16) NOT NULL, subject_id uuid NOT NULL, tokens tsvector NOT NULL,
    PRIMARY KEY (district, id))""",
    "CREATE INDEX journal_saying_tokens ON journal_saying USING gin (tokens)",
    "CREATE INDEX journal_saying_subject ON journal_saying (district, subject_kind, subject_id)",
]
BACK = {
    "sqlite": ["DROP TABLE journal_saying_text", "DROP TABLE journal_saying"],
    "postgresql": ["DROP TABLE journal_saying"],
}


def forwards(apps, editor):
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement, params=None)


def backwards(apps, editor):
    for statement in BACK[editor.connection.vendor]:
        editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_anchors")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(forwards, backwards)],
            state_operations=[
                migrations.CreateModel(
                    name="Saying",
                    fields=[
                        ("pk", models.CompositePrimaryKey(
                            "district", "id", blank=True, editable=False, primary_key=True, serialize=False
                        )),
                        ("district", wangge.core.fields.CodeField(max_length=6)),
                        ("id", models.UUIDField()),
                        ("subject_kind", models.CharField(max_length=16)),
                        ("subject_id", models.UUIDField()),
                        ("tokens", wangge.core.fields.TokensField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["district", "subject_kind", "subject_id"], name="journal_saying_subject"
                            )
                        ]
                    },
                )
            ],
        )
    ]
