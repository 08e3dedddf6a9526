"""A matter that is to be put right, and what people said of it."""

from typing import Any

from django.db import models
from django.db.models import F, Func, Q

from wangge.core.fields import CodeField
from wangge.core.ids import uuid7

OPEN = Q(ended_at=None)
"""Cases that have not come to an end. SQLite uses an index over these only for a question that says ``IS NULL``."""
ENDED = Q(ended_at__isnull=False)
"""The others, in the same way: only a question that says ``IS NOT NULL`` finds their index."""
PUT_RIGHT = ENDED & Q(unit__isnull=False)
"""Those of them that a unit had at the end, not the many that were handled on the spot."""
MERGED = Q(into__isnull=False)
"""Cases that were merged into another one."""
DOUBTED = Q(doubted_at__isnull=False)
"""Cases that have ended and of which somebody says that they are not solved."""


def beginning(column: str, length: int) -> Func:
    """The first signs of a code, written out as in the index of its level."""
    field = CodeField(max_length=length)
    return Func(
        F(column), function="SUBSTR", template=f"%(function)s(%(expressions)s, 1, {length})", output_field=field
    )


class Stray(Func):
    """Whether the desk of a case does not lie above its place, as when nobody has corrected either: few."""

    output_field = models.BooleanField()

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **context: Any) -> Any:
        area, desk = (compiler.compile(source)[0] for source in self.get_source_expressions())
        return f"(SUBSTR({area}, 1, LENGTH({desk})) <> {desk})", []


class Case(models.Model):
    """A case 案件: one matter with one clock, one owner and one history.

    ``area`` is the most exact area known (its grid, as a rule); ``desk`` is the area whose level holds the case;
    ``unit`` the unit it was dispatched to, if any; ``sender`` the area whose level handed it up or down last and may
    still take it back. ``flow_version`` is the district's edition of the flow table that it plays, ``kind_edition``
    that of its kind: taken when it got the kind, so that a limit changed later moves no due time of it. ``condition``
    is the code of its filing condition in that edition, empty while none is chosen.
    ``head_seq`` and ``head_hash`` are the end of its chain; ``handed_seq`` is the entry that handed it over last.
    ``clocks`` are all its clocks as ``rules.Clocks`` writes them; ``clock_from``, ``due_at`` and ``provisional`` are
    those of the one that is shown, ``due_at`` in the year 9999 while it stands still.
    ``parts`` are the tasks of others as ``rules.Part`` writes them; ``refusals`` is how often units gave the case back
    since it was registered. ``look_at`` is when a clock of it is to be looked at next; ``asks`` are its open requests
    in short, ``returns`` how often a unit has given it back.
    ``words`` and ``place`` are content ids of what was said and where; ``lat`` and ``lng`` degrees in WGS-84, ``cell``
    the cell of the ground in which that point lies (``rules.cell_of``), by which alike cases are found.
    ``reports`` is how many reports belong to it now, ``tellers`` the people with an account who made one of them and
    did not open it. ``into`` is the case into which it was merged, ``before`` the state that it had until then.
    ``through`` are those whose work it is and who judged it,
    as ``rules.Hand`` writes them; ``checker`` is the community that checks it where its grid has nobody who may.
    ``close_at`` is when a rule closes it, ``doubted_at`` since when somebody says that it is not solved.
    """

    pk = models.CompositePrimaryKey("district", "id")
    district = CodeField(max_length=6)
    id = models.UUIDField(default=uuid7)
    number = CodeField(max_length=24)
    flow = models.CharField(max_length=24)
    flow_version = models.SmallIntegerField()
    state = models.CharField(max_length=16)
    marks = models.JSONField(default=list)
    kind = models.CharField(max_length=24, blank=True)
    kind_edition = models.SmallIntegerField(default=0)
    condition = models.CharField(max_length=8, blank=True, default="")
    area = CodeField(max_length=18)
    located = models.BooleanField()
    lat = models.FloatField(null=True)
    lng = models.FloatField(null=True)
    desk = CodeField(max_length=18)
    sender = CodeField(max_length=18, blank=True, default="")
    unit = models.UUIDField(null=True)
    channel = models.CharField(max_length=12)
    reporter = models.UUIDField()
    words = models.UUIDField(null=True)
    place = models.UUIDField(null=True)
    clocks = models.JSONField(default=list)
    parts = models.JSONField(default=list)
    refusals = models.SmallIntegerField(default=0)
    clock_from = models.DateTimeField()
    due_at = models.DateTimeField()
    provisional = models.BooleanField(default=False)
    happened_at = models.DateTimeField()
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    handed_at = models.DateTimeField()
    handed_seq = models.IntegerField()
    seen_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    on_time = models.BooleanField(null=True)
    look_at = models.DateTimeField(null=True)
    asks = models.JSONField(default=list)
    returns = models.SmallIntegerField(default=0)
    cell = models.BigIntegerField(null=True)
    reports = models.IntegerField(default=1)
    tellers = models.JSONField(default=list)
    into = models.UUIDField(null=True)
    before = models.CharField(max_length=16, blank=True, default="")
    through = models.JSONField(default=list)
    checker = CodeField(max_length=18, blank=True, default="")
    close_at = models.DateTimeField(null=True)
    doubted_at = models.DateTimeField(null=True)
    head_seq = models.IntegerField()
    head_hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "number"], name="cases_case_one_number")]
        indexes = [
            models.Index(fields=["district", "area", "created_at", "kind"], name="cases_case_area"),
            models.Index(fields=["district", "area"], name="cases_case_open_area", condition=OPEN),
            models.Index(fields=["district", "desk", "due_at", "id"], name="cases_case_desk", condition=OPEN),
            models.Index(fields=["district", "unit", "due_at", "id"], name="cases_case_unit", condition=OPEN),
            models.Index(fields=["district", "due_at", "id"], name="cases_case_due", condition=OPEN),
            models.Index(
                fields=["district", "handed_at"],
                name="cases_case_unseen",
                condition=Q(seen_at=None) & OPEN,
            ),
            models.Index(fields=["district", "reporter", "id"], name="cases_case_reporter"),
            models.Index(fields=["look_at"], name="cases_case_look", condition=OPEN),
            models.Index(fields=["district", "lat", "lng"], name="cases_case_point", condition=OPEN),
            models.Index(fields=["district", "cell", "id"], name="cases_case_cell", condition=OPEN),
            models.Index(fields=["district", "into"], name="cases_case_into", condition=MERGED),
            models.Index(fields=["district", "kind", "ended_at"], name="cases_case_kind_ended", condition=ENDED),
            models.Index(fields=["district", "ended_at"], name="cases_case_ended", condition=ENDED),
            models.Index(fields=["district", "ended_at"], name="cases_case_put_right", condition=PUT_RIGHT),
            models.Index(fields=["district", "checker"], name="cases_case_checker", condition=OPEN),
            models.Index(fields=["close_at"], name="cases_case_close", condition=Q(close_at__isnull=False)),
            models.Index(fields=["district", "desk"], name="cases_case_doubted", condition=DOUBTED),
            models.Index("district", beginning("area", 9), "id", name="cases_case_street"),
            models.Index("district", beginning("area", 12), "id", name="cases_case_community"),
            models.Index(
                fields=["district", "desk", "id"], name="cases_case_stray", condition=Q(Stray(F("area"), F("desk")))
            ),
            models.Index(fields=["district", "unit", "id"], name="cases_case_of_unit", condition=Q(unit__isnull=False)),
            models.Index(fields=["district", "kind", "id"], name="cases_case_of_kind"),
            models.Index(fields=["district", "state", "id"], name="cases_case_ended_as", condition=ENDED),
        ]


class Report(models.Model):
    """A report 上报: what one person said once. It belongs to exactly one case and keeps its own tracking code.

    ``home`` is the case that it opened or, where it has ``joined`` one that was there, the one it joined; ``case`` is
    the one that it belongs to now: ``home``, or the case into which that was merged, however many steps away.

    Once its case has ended it may be rated 评价, once: whether it was ``solved``, whether somebody ``answered``, how
    ``satisfied`` the reporter is (1 to 5), and ``opinion``, the content id of a sentence.
    """

    pk = models.CompositePrimaryKey("district", "id")
    district = CodeField(max_length=6)
    id = models.UUIDField(default=uuid7)
    case = models.UUIDField()
    home = models.UUIDField()
    joined = models.BooleanField(default=False)
    code = models.CharField(max_length=12)
    author = models.UUIDField()
    channel = models.CharField(max_length=12)
    words = models.UUIDField(null=True)
    place = models.UUIDField(null=True)
    contact = models.UUIDField(null=True)
    happened_at = models.DateTimeField()
    created_at = models.DateTimeField()
    solved = models.BooleanField(null=True)
    answered = models.BooleanField(null=True)
    satisfied = models.SmallIntegerField(null=True)
    opinion = models.UUIDField(null=True)
    rated_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="cases_report_one_code")]
        indexes = [
            models.Index(fields=["district", "case"], name="cases_report_case"),
            models.Index(fields=["code"], name="cases_report_code"),
            models.Index(fields=["district", "author", "joined", "home", "case"], name="cases_report_author"),
            models.Index(
                fields=["district", "rated_at"], name="cases_report_rated", condition=Q(rated_at__isnull=False)
            ),
        ]


class DayNumber(models.Model):
    """The last case number given out in a district on a day of its own zone."""

    pk = models.CompositePrimaryKey("district", "day")
    district = CodeField(max_length=6)
    day = models.DateField()
    last = models.IntegerField()
