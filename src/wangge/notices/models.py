"""What reached whom."""

from django.db import models
from django.db.models import Q

from wangge.core.fields import CodeField
from wangge.core.ids import uuid7


class Notice(models.Model):
    """A notice 通知: one message about a hand-over, a task, a step of a clock or an order, for a person or a place.

    ``channel`` is ``screen`` (the hand-over itself, for unit or desk) or ``sms`` (to a person, when nobody looked).
    ``state`` is ``queued``, ``sent``, ``failed`` (given up, listed) or ``moot`` (seen before it went out).
    ``entry`` is the seq of the case's entry that handed it over or gave the ``task``, if it is about one; or that ended
    it, and whoever made the ``report`` is asked how it went.
    """

    pk = models.CompositePrimaryKey("district", "id")
    district = CodeField(max_length=6)
    id = models.UUIDField(default=uuid7)
    case = models.UUIDField()
    entry = models.IntegerField()
    task = models.UUIDField(null=True)
    report = models.UUIDField(null=True)
    channel = models.CharField(max_length=8)
    place = models.CharField(max_length=40)
    person = models.UUIDField()
    state = models.CharField(max_length=8, default="queued")
    tries = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=80, blank=True)
    trouble = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "case", "entry", "channel", "person"],
                name="notices_notice_once",
                condition=Q(task=None, report=None),
            ),
            models.UniqueConstraint(
                fields=["district", "report", "entry"],
                name="notices_notice_report_once",
                condition=~Q(report=None),
            ),
            models.UniqueConstraint(
                fields=["district", "task", "channel", "person"],
                name="notices_notice_task_once",
                condition=~Q(task=None),
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], name="notices_notice_queued", condition=Q(state="queued")),
            models.Index(fields=["district", "case"], name="notices_notice_case"),
            models.Index(fields=["district", "place", "channel", "created_at", "id"], name="notices_notice_place"),
        ]


class NoticeText(models.Model):
    """An edition 通知文字 of a notice's text as a district has worded it; empty for the text as shipped. Only added.

    Editions count from 1 in each district and text. ``template`` is the code under which the SMS service has approved
    the wording; empty for texts of screens.
    """

    district = CodeField(max_length=6)
    name = models.CharField(max_length=24)
    edition = models.PositiveSmallIntegerField()
    zh = models.CharField(max_length=200, blank=True)
    en = models.CharField(max_length=400, blank=True)
    template = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "name", "edition"], name="notices_noticetext_one_edition")
        ]
