import wangge.core.fields
import wangge.core.ids
from django.db import migrations, models
from django.db.models import F


def look_when_due(apps, schema_editor):
    """Open cases of before are looked at when they are due."""
    cases = apps.get_model("cases", "Case")
    cases.objects.filter(ended_at=None, due_at__year__lt=9999).update(look_at=F("due_at"))


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0006_joint'),
    ]

    operations = [
        migrations.CreateModel(
            name='Order',
            fields=[
                ('pk', models.CompositePrimaryKey('district', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('district', wangge.core.fields.CodeField(max_length=6)),
                ('id', models.UUIDField(default=wangge.core.ids.uuid7)),
                ('case', models.UUIDField()),
                ('sort', models.CharField(max_length=12)),
                ('desk', wangge.core.fields.CodeField(max_length=18)),
                ('to', models.CharField(max_length=36)),
                ('words', models.UUIDField(null=True)),
                ('ordered_by', models.UUIDField()),
                ('ordered_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('answered_by', models.UUIDField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('reply', models.UUIDField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Request',
            fields=[
                ('pk', models.CompositePrimaryKey('district', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('district', wangge.core.fields.CodeField(max_length=6)),
                ('id', models.UUIDField(default=wangge.core.ids.uuid7)),
                ('case', models.UUIDField()),
                ('sort', models.CharField(max_length=12)),
                ('asker', models.CharField(max_length=36)),
                ('state', models.CharField(default='asked', max_length=12)),
                ('review_on', models.DateField(null=True)),
                ('words', models.UUIDField(null=True)),
                ('asked_by', models.UUIDField()),
                ('asked_at', models.DateTimeField()),
                ('supported_by', models.UUIDField(null=True)),
                ('supported_at', models.DateTimeField(null=True)),
                ('decided_by', models.UUIDField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('reply', models.UUIDField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='case',
            name='asks',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='case',
            name='look_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='case',
            name='returns',
            field=models.SmallIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['look_at'], name='cases_case_look'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['district', 'case'], name='cases_order_case'),
        ),
        migrations.AddIndex(
            model_name='request',
            index=models.Index(fields=['district', 'case'], name='cases_request_case'),
        ),
        migrations.AddConstraint(
            model_name='request',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('asked', 'supported'))), fields=('district', 'case', 'sort', 'asker'), name='cases_request_one_open'),
        ),
        migrations.RunPython(look_when_due, migrations.RunPython.noop),
    ]
