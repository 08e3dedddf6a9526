"""What goes on beside a case: tasks of others, requests, orders, and what was ruled once."""

from django.db import models
from django.db.models import Q

from wangge.core.fields import CodeField
from wangge.core.ids import uuid7


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


class Overruling(models.Model):
    """An overruling 另派: a case went to another unit than a routing rule said, with the content id of the reason.

    ``rule`` and ``edition`` are the rule's number and the edition of the list that held then.
    """

    pk = models.CompositePrimaryKey("district", "id")
    district = CodeField(max_length=6)
    id = models.UUIDField(default=uuid7)
    case = models.UUIDField()
    rule = models.IntegerField()
    edition = models.IntegerField()
    unit = models.UUIDField()
    words = models.UUIDField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["district", "made_at"], name="cases_overruling_made")]


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
        indexes = [
            models.Index(fields=["district", "case"], name="cases_request_case"),
            models.Index(fields=["district", "sort"], name="cases_request_open", condition=Q(decided_at=None)),
        ]


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
