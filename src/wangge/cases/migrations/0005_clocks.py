from datetime import UTC, datetime, timedelta

from django.db import migrations, models


def clocks_of_hours(apps, schema_editor):
    """Cases of before had one clock in continuous hours; it becomes the clock of the whole matter."""
    cases = apps.get_model("cases", "Case")
    for case in cases.objects.all().iterator(chunk_size=500):
        due = case.due_at or case.clock_from + timedelta(hours=24)
        minutes = max(round((due - case.clock_from).total_seconds() / 36) / 100, 0.01)
        clock = {
            "name": "whole", "limit": f"{minutes:g} 自然小时", "calendar": "CN", "version": 2026,
            "since": case.clock_from.astimezone(UTC).replace(microsecond=0).isoformat(),
            "due_at": due.astimezone(UTC).replace(microsecond=0).isoformat(),
        }
        if case.ended_at:
            clock |= {"ended_at": case.ended_at.astimezone(UTC).isoformat(), "on_time": case.on_time}
        cases.objects.filter(district=case.district, id=case.id).update(clocks=[clock], due_at=due)


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_sender")]

    operations = [
        migrations.AddField("case", "clocks", models.JSONField(default=list)),
        migrations.AddField("case", "provisional", models.BooleanField(default=False)),
        migrations.RunPython(clocks_of_hours, migrations.RunPython.noop),
        migrations.AlterField("case", "due_at", models.DateTimeField(default=datetime(9999, 12, 31, tzinfo=UTC)), preserve_default=False),
    ]
