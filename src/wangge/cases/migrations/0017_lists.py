"""Indexes in the order of ids for what lists are narrowed by, and numbers compared by bytes on PostgreSQL."""

import wangge.cases.models.case
import wangge.core.fields
from django.db import migrations, models


def by_bytes(apps, editor):
    """SQLite compares by bytes as it is; its table need not be made anew."""
    if editor.connection.vendor == "postgresql":
        editor.execute('ALTER TABLE cases_case ALTER COLUMN number TYPE varchar(24) COLLATE "C"', params=None)


def back(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute('ALTER TABLE cases_case ALTER COLUMN number TYPE varchar(24) COLLATE "default"', params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0016_solving'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(by_bytes, back)],
            state_operations=[
                migrations.AlterField(
                    model_name='case', name='number', field=wangge.core.fields.CodeField(max_length=24)
                )
            ],
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(models.F('district'), models.Func(models.F('area'), function='SUBSTR', output_field=wangge.core.fields.CodeField(max_length=9), template='%(function)s(%(expressions)s, 1, 9)'), models.F('id'), name='cases_case_street'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(models.F('district'), models.Func(models.F('area'), function='SUBSTR', output_field=wangge.core.fields.CodeField(max_length=12), template='%(function)s(%(expressions)s, 1, 12)'), models.F('id'), name='cases_case_community'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(wangge.cases.models.case.Stray(models.F('area'), models.F('desk'))), fields=['district', 'desk', 'id'], name='cases_case_stray'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('unit__isnull', False)), fields=['district', 'unit', 'id'], name='cases_case_of_unit'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['district', 'kind', 'id'], name='cases_case_of_kind'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('ended_at__isnull', False)), fields=['district', 'state', 'id'], name='cases_case_ended_as'),
        ),
        migrations.AddIndex(
            model_name='request',
            index=models.Index(condition=models.Q(('decided_at', None)), fields=['district', 'sort'], name='cases_request_open'),
        ),
    ]
