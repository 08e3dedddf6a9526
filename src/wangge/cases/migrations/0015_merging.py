from django.db import migrations, models
from django.db.models import BigIntegerField, F, FloatField, Q, Value
from django.db.models.functions import Cast, Floor

CELL = 0.0015
OPEN, MERGED = Q(ended_at=None), Q(into__isnull=False)


def cells_of_points(apps, schema_editor):
    """The cell of each case's point, as ``cases.rules.cell_of`` works it out."""
    size = Value(CELL, output_field=FloatField())
    row, column = (Cast(Floor(F(name) / size), BigIntegerField()) for name in ("lat", "lng"))
    rows = apps.get_model("cases", "Case").objects.filter(lat__isnull=False, lng__isnull=False)
    rows.update(cell=row * Value(1_000_000) + column)


def homes_of_reports(apps, schema_editor):
    """Until now every report belonged to the case that it opened."""
    apps.get_model("cases", "Report").objects.update(home=F("case"))


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_routing")]

    operations = [
        migrations.AddField("case", "cell", models.BigIntegerField(null=True)),
        migrations.AddField("case", "reports", models.IntegerField(default=1)),
        migrations.AddField("case", "tellers", models.JSONField(default=list)),
        migrations.AddField("case", "into", models.UUIDField(null=True)),
        migrations.AddField("case", "before", models.CharField(blank=True, default="", max_length=16)),
        migrations.AddField("report", "home", models.UUIDField(null=True)),
        migrations.AddField("report", "joined", models.BooleanField(default=False)),
        migrations.RunPython(cells_of_points, migrations.RunPython.noop),
        migrations.RunPython(homes_of_reports, migrations.RunPython.noop),
        migrations.AlterField("report", "home", models.UUIDField()),
        migrations.AddIndex("case", models.Index(fields=["district", "cell", "id"], name="cases_case_cell", condition=OPEN)),
        migrations.AddIndex("case", models.Index(fields=["district", "into"], name="cases_case_into", condition=MERGED)),
        migrations.AddIndex(
            "report",
            models.Index(fields=["district", "author", "joined", "home", "case"], name="cases_report_author"),
        ),
    ]
