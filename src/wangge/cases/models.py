"""What is to be put right, and what people said of it."""

from django.db import models
from django.db.models import Q

from wangge.core.fields import CodeField
from wangge.core.ids import uuid7

OPEN = Q(ended_at=None)
"""Cases that have not come to an end. SQLite uses an index over these only for a question that says ``IS NULL``."""
ENDED = Q(ended_at__isnull=False)
"""The others, in the same way: only a question that says ``IS NOT NULL`` finds their index."""
DOUBTED = Q(doubted_at__isnull=False)
"""Cases that have ended and of which somebody says that they are not solved."""


class Case(models.Model):
    """A case 案件: one matter with one clock, one owner and one history.

    ``area`` is the most exact area known (its grid, as a rule); ``desk`` is the area whose level holds the case;
    ``unit`` the unit it was dispatched to, if any; ``sender`` the area whose level handed it up or down last and may
    still take it back. ``flow_version`` is the district's edition of the flow table that it plays, ``kind_edition``
    that of its kind: taken when it got the kind, so that a limit changed later moves no due time of it.
    ``head_seq`` and ``head_hash`` are the end of its chain; ``handed_seq`` is the entry that handed it over last.
    ``clocks`` are all its clocks as ``rules.Clocks`` writes them; ``clock_from``, ``due_at`` and ``provisional`` are
    those of the one that is shown, ``due_at`` in the year 9999 while it stands still.
    ``parts`` are the tasks of others as ``rules.Part`` writes them; ``refusals`` is how often units gave the case back
    since it was registered. ``look_at`` is when a clock of it is to be looked at next; ``asks`` are its open requests
    in short, ``returns`` how often a unit has given it back. ``through`` are those whose work it is and who judged it,
    as ``rules.Hand`` writes them; ``checker`` is the community that checks it where its grid has nobody who may.
    ``close_at`` is when a rule closes it, ``doubted_at`` since when somebody says that it is not solved.
    ``words`` and ``place`` are content ids of what was said and where; ``lat`` and ``lng`` degrees in WGS-84.
    """

    pk = models.CompositePrimaryKey("district", "id")
    district = CodeField(max_length=6)
    id = models.UUIDField(default=uuid7)
    number = models.CharField(max_length=24)
    flow = models.CharField(max_length=24)
    flow_version = models.SmallIntegerField()
    state = models.CharField(max_length=16)
    marks = models.JSONField(default=list)
    kind = models.CharField(max_length=24, blank=True)
    kind_edition = models.SmallIntegerField(default=0)
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
            models.Index(fields=["district", "kind", "ended_at"], name="cases_case_kind_ended", condition=ENDED),
            models.Index(fields=["district", "ended_at"], name="cases_case_ended", condition=ENDED),
            models.Index(fields=["district", "checker"], name="cases_case_checker", condition=OPEN),
            models.Index(fields=["close_at"], name="cases_case_close", condition=Q(close_at__isnull=False)),
            models.Index(fields=["district", "desk"], name="cases_case_doubted", condition=DOUBTED),
        ]


class Report(models.Model):
    """A report 上报: what one person said once. It belongs to exactly one case and keeps its own tracking code.

    Once its case has ended it may be rated 评价, once: whether it was ``solved``, whether somebody ``answered``, how
    ``satisfied`` the reporter is (1 to 5), and ``opinion``, the content id of a sentence.
    """

    pk = models.CompositePrimaryKey("district", "id")
    district = CodeField(max_length=6)
    id = models.UUIDField(default=uuid7)
    case = models.UUIDField()
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


class Task(models.Model):
    """A task 协办任务 of a unit beside the lead: to help (``co`` 协办) or to come to the spot (``arrive`` 到场).

    ``state`` is ``open``, ``done``, ``withdrawn`` or ``objected``; ``done_at`` when it ended in any of these ways.
    ``given_by`` is the desk that gave it, ``given_seq`` the entry. ``asked`` and ``said`` are content ids of what was
    asked and what the unit answered. Of an arrival ``lat`` and ``lng`` are degrees in WGS-84, ``metres`` how far from
    the case's point, ``happened_at`` the phone's time: evidence of having been there, judged by nobody.
    """

    pk = models.CompositePrimaryKey("district", "id")
    district = CodeField(max_length=6)
    id = models.UUIDField(default=uuid7)
    case = models.UUIDField()
    unit = models.UUIDField()
    role = models.CharField(max_length=8)
    state = models.CharField(max_length=12, default="open")
    given_at = models.DateTimeField()
    given_by = CodeField(max_length=18)
    given_seq = models.IntegerField()
    seen_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    asked = models.UUIDField(null=True)
    said = models.UUIDField(null=True)
    lat = models.FloatField(null=True)
    lng = models.FloatField(null=True)
    metres = models.IntegerField(null=True)
    happened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "case", "unit", "role"], name="cases_task_one_open", condition=Q(done_at=None)
            )
        ]
        indexes = [
            models.Index(fields=["district", "case"], name="cases_task_case"),
            models.Index(fields=["district", "unit", "case"], name="cases_task_unit"),
            models.Index(fields=["district", "unit"], name="cases_task_open", condition=Q(done_at=None)),
            models.Index(
                fields=["district", "given_at"], name="cases_task_unseen", condition=Q(seen_at=None, done_at=None)
            ),
        ]


class Precedent(models.Model):
    """A precedent 先例: to which unit the district centre gave a case of a kind in a street, and why.

    ``area`` is the code of the street, or a shorter one where the place is not known; ``ruling`` the content id of the
    reasons.
    """

    pk = models.CompositePrimaryKey("district", "id")
    district = CodeField(max_length=6)
    id = models.UUIDField(default=uuid7)
    kind = models.CharField(max_length=24, blank=True)
    area = CodeField(max_length=18)
    unit = models.UUIDField()
    ruling = models.UUIDField(null=True)
    case = models.UUIDField()
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["district", "kind", "area", "made_at"], name="cases_precedent_place")]


class Request(models.Model):
    """A request 申请: a unit asks for an extension 延期 or for pooling 挂账, or appeals 申诉 against a late mark.

    ``asker`` is the unit's id (or a desk's code). ``supported_at`` is the first of the two levels, ``decided_at`` the
    second, or when it lapsed because the case moved on. ``words`` and ``reply`` are content ids of why it is asked and
    of what the decision says.
    """

    pk = models.CompositePrimaryKey("district", "id")
    district = CodeField(max_length=6)
    id = models.UUIDField(default=uuid7)
    case = models.UUIDField()
    sort = models.CharField(max_length=12)
    asker = models.CharField(max_length=36)
    state = models.CharField(max_length=12, default="asked")
    review_on = models.DateField(null=True)
    words = models.UUIDField(null=True)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    supported_by = models.UUIDField(null=True)
    supported_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    reply = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "case", "sort", "asker"],
                name="cases_request_one_open",
                condition=Q(state__in=("asked", "supported")),
            )
        ]
        indexes = [models.Index(fields=["district", "case"], name="cases_request_case")]


class Order(models.Model):
    """An order 督办单: a superior wants to know from whoever has the case what is being done, by a time.

    ``desk`` is the area of the desk that gave it, ``to`` the unit's id or the desk's code that had the case then.
    ``words`` and ``reply`` are content ids.
    """

    pk = models.CompositePrimaryKey("district", "id")
    district = CodeField(max_length=6)
    id = models.UUIDField(default=uuid7)
    case = models.UUIDField()
    sort = models.CharField(max_length=12)
    desk = CodeField(max_length=18)
    to = models.CharField(max_length=36)
    words = models.UUIDField(null=True)
    ordered_by = models.UUIDField()
    ordered_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    reply = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["district", "case"], name="cases_order_case")]


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
