from django.db import migrations, models


def in_words(apps, schema_editor):
    for kind in apps.get_model("catalogue", "Kind").objects.all():
        kind.limit = f"{kind.limit_hours} 自然小时"
        kind.save(update_fields=["limit"])


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0002_flow_options")]

    operations = [
        migrations.AddField("kind", "limit", models.CharField(max_length=24, default="1 工作日"), preserve_default=False),
        migrations.RunPython(in_words, migrations.RunPython.noop),
        migrations.RemoveField("kind", "limit_hours"),
    ]
