"""Which hours are worked."""

from django.db import models

from wangge.core.fields import CodeField


class Calendar(models.Model):
    """A calendar 工时日历 of a unit or an area (a plain code; empty for nobody's own), in one zone."""

    code = models.CharField(primary_key=True, max_length=24)
    owner = CodeField(max_length=40)
    zone = models.CharField(max_length=40)


class CalendarVersion(models.Model):
    """A version 日历版本 of a calendar, complete in itself and never edited.

    ``week`` are the slots of Monday to Sunday as ``08:00-12:00 14:00-18:00``; ``dates`` those that differ, by ISO date:
    slots (null for the usual ones on a make-up working day) and the reason in both languages; ``published`` the years
    whose holidays have been published.
    """

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT)
    number = models.PositiveIntegerField()
    valid_from = models.DateField()
    name = models.CharField(max_length=60)
    week = models.JSONField()
    dates = models.JSONField()
    published = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "number"], name="clock_version_once")]
