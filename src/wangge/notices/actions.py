"""Sending what is queued, and queueing what nobody has seen."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from wangge.cases.queries import Case, left_unseen, people_of, tasks_left_unseen
from wangge.catalogue.queries import kinds
from wangge.core.ids import PUBLIC
from wangge.journal.queries import all_districts
from wangge.notices.models import Notice
from wangge.notices.queries import case_of_notice, phone_for, was_seen
from wangge.notices.rules import next_wait
from wangge.orgs.queries import holders, today

log = logging.getLogger("wangge.notices")

Send = Callable[[str, str, dict[str, str]], str]
"""``send(phone, template, parameters) -> receipt``; raises any exception when it did not go out."""


def queue_unseen(*, at: datetime) -> int:
    """Queue an SMS to everybody who could act on a case or a task that was handed over and not looked at in time.

    One SMS a person and hand-over or task, whatever happens; where nobody holds a post, a failed notice is listed.
    Returns how many were made.
    """
    queued = 0
    told = Notice.objects.filter(
        district=OuterRef("district"), case=OuterRef("id"), entry=OuterRef("handed_seq"), channel="sms", task=None
    )
    task_told = Notice.objects.filter(district=OuterRef("district"), task=OuterRef("id"), channel="sms")
    for district in all_districts():
        for case in left_unseen(district, at=at).filter(~Exists(told))[:500]:
            rows = [
                Notice(
                    district=district, case=case.id, entry=case.handed_seq, channel="sms", place=case.desk,
                    person=person["id"], next_at=at, created_at=at,
                )
                for person in people_of(case, at=at)
            ] or [_nobody(case, at)]  # fmt: skip
            queued += len(Notice.objects.bulk_create(rows, ignore_conflicts=True))
        for task in tasks_left_unseen(district, at=at).filter(~Exists(task_told))[:500]:
            about = {
                "district": district, "case": task.case, "entry": task.given_seq, "task": task.id, "channel": "sms",
                "place": str(task.unit), "next_at": at, "created_at": at,
            }  # fmt: skip
            people = dict.fromkeys(g.person_id for g in holders(units=[task.unit], day=today(at)))
            rows = [Notice(person=person, **about) for person in people] or [Notice(**about | _NOBODY)]
            queued += len(Notice.objects.bulk_create(rows, ignore_conflicts=True))
    return queued


_NOBODY: dict[str, Any] = {"person": PUBLIC, "state": "failed", "trouble": "nobody holds a post there"}


def _nobody(case: Case, at: datetime) -> Notice:
    return Notice(
        district=case.district, case=case.id, entry=case.handed_seq, channel="sms", place=case.desk, next_at=at,
        created_at=at, **_NOBODY,
    )  # fmt: skip


def send_queued(send: Send, *, at: datetime, limit: int = 100) -> tuple[int, int]:
    """Send the SMS that are due, one transaction each: the row is claimed, sent, marked. Returns sent and failed.

    A failure waits 30 s, doubling, and is given up and listed after five tries. What was looked at meanwhile is
    not sent any more.
    """
    sent = failed = 0
    due = Notice.objects.filter(state="queued", channel="sms", next_at__lte=at).order_by("next_at")
    for key in list(due.values_list("district", "id")[:limit]):
        claimed = _claim(key, at)
        if claimed is None:
            continue
        outcome = _send_one(claimed, send, at)
        sent += outcome
        failed += not outcome
    return sent, failed


def _claim(key: tuple[str, UUID], at: datetime) -> Notice | None:
    """Take a notice for this worker: its next try moves on, so that nobody else sends it meanwhile."""
    with transaction.atomic():
        notice = (
            Notice.objects.select_for_update()
            .filter(district=key[0], id=key[1], state="queued", next_at__lte=at)
            .first()
        )
        if notice is None:
            return None
        notice.tries += 1
        notice.next_at = at + (next_wait(notice.tries) or timedelta(0))
        if was_seen(notice):
            notice.state = "moot"
        notice.save(update_fields=["tries", "next_at", "state"])
    return notice if notice.state == "queued" else None


def _send_one(notice: Notice, send: Send, at: datetime) -> bool:
    case = case_of_notice(notice)
    phone = phone_for(notice.person)
    if case is None:
        return False
    kind = kinds().get(case.kind)
    parameters = {
        "number": case.number,
        "kind": kind.say.zh if kind else "未分类",
        "minutes": str(settings.UNSEEN_MINUTES),
    }
    try:
        if not phone:
            raise LookupError("no telephone number")
        notice.receipt = send(phone, settings.SMS["template_unseen"], parameters)[:80]
        notice.state, notice.sent_at, notice.trouble = "sent", at, ""
    except Exception as trouble:
        notice.trouble = (
            f"{type(trouble).__name__}: {trouble}"[:120] if isinstance(trouble, LookupError) else type(trouble).__name__
        )
        if next_wait(notice.tries) is None or not phone:
            notice.state = "failed"
        log.warning("sms for case %s not sent (try %s): %s", case.number, notice.tries, type(trouble).__name__)
    notice.save(update_fields=["state", "sent_at", "receipt", "trouble"])
    return notice.state == "sent"
