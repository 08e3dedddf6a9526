"""What kinds of matters there are."""

from django.db import models

from wangge.core.fields import CodeField
from wangge.core.ids import uuid7


class Major(models.Model):
    """A major class 大类: the kinds whose codes begin with its own, such as ``C01`` 公用设施."""

    code = models.CharField(primary_key=True, max_length=8)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)


class Kind(models.Model):
    """A kind of case 案由: class, names, the flow it plays and its time limit for handling, such as ``5 工作日``.

    ``code`` is ``C`` or ``E`` (component 部件, event 事件) with two digits of the major and two of the minor class
    after GB/T 30428.2; ``A`` (appeal 诉求) and ``G`` (dispute or danger 纠纷、隐患) are our own. ``words`` are usual
    words that find it, separated by spaces. ``conditions`` are its filing conditions 立案条件 as
    ``rules.Condition.plain`` writes them; ``district`` is set for a kind of a district's own.
    """

    code = models.CharField(primary_key=True, max_length=24)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    flow = models.CharField(max_length=24, default="matters")
    limit = models.CharField(max_length=24)
    words = models.CharField(max_length=200, blank=True)
    usual = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=100)
    conditions = models.JSONField(default=list)
    district = CodeField(max_length=6, blank=True, default="")


class KindOptions(models.Model):
    """An edition 案由版次 of a kind as a district has made it: limit, usual or not, in use or not, words, conditions.

    Only added. Editions count from 1 in each district and kind; 0 is the kind as the catalogue has it, null means as
    there. ``closes_after`` are the minutes after which a rule closes what was put right on the spot, with its evidence
    whole; null: a person does. ``why`` is the reason of that rule.
    """

    district = CodeField(max_length=6)
    kind = models.ForeignKey(Kind, on_delete=models.PROTECT, related_name="editions")
    edition = models.PositiveSmallIntegerField()
    limit = models.CharField(max_length=24, null=True)
    usual = models.BooleanField(null=True)
    used = models.BooleanField(default=True)
    words = models.CharField(max_length=200, null=True)
    conditions = models.JSONField(null=True)
    closes_after = models.PositiveIntegerField(null=True)
    why = models.CharField(max_length=200, blank=True, default="")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "kind", "edition"], name="catalogue_kindoptions_one_edition")
        ]


class FlowOptions(models.Model):
    """An edition 版次 of a flow table as a district has made it: rows off, other labels, limits of stages. Only added.

    Editions count from 1 in each district and flow; 0 is the table as shipped. ``off`` holds row names, ``labels``
    ``{name: {"zh", "en"}}`` of rows and states, ``stage_limits`` ``{state: limit in words}``.
    """

    district = CodeField(max_length=6)
    flow = models.CharField(max_length=24)
    edition = models.PositiveSmallIntegerField()
    off = models.JSONField(default=list)
    labels = models.JSONField(default=dict)
    stage_limits = models.JSONField(default=dict)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "flow", "edition"], name="catalogue_flowoptions_one_edition")
        ]


class Control(models.Model):
    """Controlled hours 管控时段: areas and hours in which kinds are not filed, or are filed only then.

    ``kinds`` are beginnings of codes, parted by spaces; no ``areas`` is the whole district. ``days`` count from Monday,
    0; ``starts`` and ``ends`` are minutes of the day, over midnight where the end is not later. Only made and ended.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = CodeField(max_length=6)
    kinds = models.CharField(max_length=200)
    areas = models.JSONField(default=list)
    days = models.JSONField(default=list)
    starts = models.PositiveSmallIntegerField()
    ends = models.PositiveSmallIntegerField()
    season_first = models.CharField(max_length=5, blank=True, default="")
    season_last = models.CharField(max_length=5, blank=True, default="")
    effect = models.CharField(max_length=8)
    why = models.CharField(max_length=120)
    why_en = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["district", "made_at"], name="catalogue_control_present", condition=models.Q(ended_at=None)
            )
        ]


class RoutingEdition(models.Model):
    """An edition 派单规则版次 of a district's routing rules: to which unit a kind at a place goes. Only added.

    Editions count from 1 in each district. ``rules`` are all of them, each as ``rules.RoutingRule.plain`` writes it,
    with the ``edition`` since which it reads so; ``last_number`` is the highest number that a rule of the district ever
    had, so that none is given out twice.
    """

    district = CodeField(max_length=6)
    edition = models.PositiveIntegerField()
    rules = models.JSONField(default=list)
    last_number = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "edition"], name="catalogue_routingedition_one_edition")
        ]
