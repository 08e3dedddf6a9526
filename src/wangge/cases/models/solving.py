"""Whether it was really put right: looked at again, and asked of those who said it."""

from django.db import models
from django.db.models import Q

from wangge.core.fields import CodeField
from wangge.core.ids import uuid7


class SolvingOptions(models.Model):
    """An edition 核实设置 of how a district has solving verified. Only added; before the first it is as shipped.

    ``recheck`` is the share of self-handled cases that are looked at again, in thousandths; ``share`` that of the
    ended cases of a unit whose reporters are called, in hundredths, and ``least`` how many a month at least.
    ``script`` are the questions of a call, ``[{"zh", "en"}]``.
    """

    district = CodeField(max_length=6)
    edition = models.PositiveSmallIntegerField()
    recheck = models.PositiveSmallIntegerField()
    share = models.PositiveSmallIntegerField()
    least = models.PositiveSmallIntegerField()
    script = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "edition"], name="cases_solvingoptions_one_edition")]


class Recheck(models.Model):
    """A re-check 抽查: a self-handled case that was closed is looked at again by the worker of another grid.

    ``entry`` is the seq of the entry that closed it, ``home`` the grid of the case and ``grid`` the one that looks (or
    a community, where no other grid has a worker). ``state`` is ``open``, ``done`` or ``dropped`` (taken up again
    meanwhile); ``result`` one of ``rules.SEEN_AGAIN``. ``edition`` is that of the settings, ``words`` a content id.
    """

    pk = models.CompositePrimaryKey("district", "id")
    district = CodeField(max_length=6)
    id = models.UUIDField(default=uuid7)
    case = models.UUIDField()
    entry = models.IntegerField()
    home = CodeField(max_length=18)
    grid = CodeField(max_length=18)
    edition = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, default="open")
    result = models.CharField(max_length=12, blank=True, default="")
    words = models.UUIDField(null=True)
    by = models.UUIDField(null=True)
    drawn_at = models.DateTimeField()
    happened_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "case", "entry"], name="cases_recheck_once"),
        ]
        indexes = [
            models.Index(fields=["district", "grid", "id"], name="cases_recheck_open", condition=Q(state="open")),
            models.Index(fields=["district", "home", "drawn_at"], name="cases_recheck_home"),
        ]


class Draw(models.Model):
    """A draw 抽签 of the call-backs of a month, of which anybody can repeat every step.

    ``beacon`` is the hash of the district's last entry of the month, which nobody knew before; ``edition`` that of
    the settings; ``ended`` and ``drawn`` how many cases there were and how many were taken.
    """

    district = CodeField(max_length=6)
    month = models.DateField()
    beacon = models.CharField(max_length=64)
    edition = models.PositiveSmallIntegerField()
    ended = models.IntegerField()
    drawn = models.IntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "month"], name="cases_draw_once")]


class CallBack(models.Model):
    """A call-back 回访: the reporter of a case that has ended is rung up and asked, apart from own ratings.

    ``who`` is the unit (its id) or desk (its code) that had the case last, ``area`` that of the case, ``month`` the
    first day of the month in which it ended. ``state`` is ``open``, ``reached`` or ``unreached`` (three tries);
    ``next_at`` the earliest time of the next try. ``solved``, ``answered`` and ``satisfied`` (1 to 5) are null where
    no answer was given; ``words`` is a content id.
    """

    pk = models.CompositePrimaryKey("district", "id")
    district = CodeField(max_length=6)
    id = models.UUIDField(default=uuid7)
    case = models.UUIDField()
    report = models.UUIDField()
    who = models.CharField(max_length=36)
    area = CodeField(max_length=18)
    month = models.DateField()
    state = models.CharField(max_length=12, default="open")
    tries = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField()
    solved = models.BooleanField(null=True)
    answered = models.BooleanField(null=True)
    satisfied = models.SmallIntegerField(null=True)
    words = models.UUIDField(null=True)
    by = models.UUIDField(null=True)
    drawn_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "case", "month"], name="cases_callback_once")]
        indexes = [
            models.Index(fields=["district", "next_at", "id"], name="cases_callback_open", condition=Q(state="open")),
            models.Index(fields=["district", "month", "who"], name="cases_callback_month"),
        ]
