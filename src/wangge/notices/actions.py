"""Sending what is queued, and queueing what nobody has seen."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from wangge.cases.queries import Case, left_unseen, people_of, tasks_left_unseen
from wangge.catalogue.queries import kinds
from wangge.core.ids import PUBLIC
from wangge.core.refusals import Missing, check_edition, not_found
from wangge.core.words import Say
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.queries import all_districts
from wangge.journal.rules import Subject, digest
from wangge.notices.models import Notice, NoticeText
from wangge.notices.queries import case_of_notice, number_of_report, phone_for, was_seen, wording_of
from wangge.notices.rules import ASK_WITHIN, next_wait
from wangge.notices.rules.texts import TEXTS, places_in, read_wording
from wangge.orgs.queries import holders, today
from wangge.orgs.rules import Actor
from wangge.orgs.rules.setting import setter

CLAIMED = timedelta(minutes=5)
"""So long is a notice another worker's to send; longer than a round of sending takes."""
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
        district=OuterRef("district"), case=OuterRef("id"), entry=OuterRef("handed_seq"), channel="sms", task=None,
        report=None,
    )  # fmt: skip
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
    not sent any more, and whoever could not be asked within three days after the end is left in peace.
    """
    sent = failed = 0
    late = Notice.objects.filter(state="queued", next_at__lte=at, report__isnull=False, created_at__lt=at - ASK_WITHIN)
    late.update(state="moot")
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
    """Take a notice for this worker: its next try moves well on, so that no other worker sends it meanwhile.

    One whose worker ends in the middle of it is tried again then.
    """
    with transaction.atomic():
        notice = (
            Notice.objects.select_for_update()
            .filter(district=key[0], id=key[1], state="queued", next_at__lte=at)
            .first()
        )
        if notice is None:
            return None
        notice.tries += 1
        notice.next_at = at + CLAIMED
        if was_seen(notice):
            notice.state = "moot"
        notice.save(update_fields=["tries", "next_at", "state"])
    return notice if notice.state == "queued" else None


def _send_one(notice: Notice, send: Send, at: datetime) -> bool:
    case = case_of_notice(notice)
    if case is None:
        return False
    name, (phone, address) = (
        ("ended", number_of_report(notice)) if notice.report else ("unseen", (phone_for(notice.person), ""))
    )
    kind = kinds().get(case.kind)
    parameters = {
        "number": case.number,
        "kind": kind.say.zh if kind else "未分类",
        "minutes": str(settings.UNSEEN_MINUTES),
        "address": address,
    }
    try:
        if not phone:
            raise LookupError("no telephone number")
        own = wording_of(notice.district, name)
        asked = {name: parameters[name] for name in dict.fromkeys(places_in(own.say.zh))}
        notice.receipt = send(phone, own.template or settings.SMS[f"template_{name}"], asked)[:80]
        notice.state, notice.sent_at, notice.trouble = "sent", at, ""
    except Exception as trouble:
        notice.trouble = (
            f"{type(trouble).__name__}: {trouble}"[:120] if isinstance(trouble, LookupError) else type(trouble).__name__
        )
        wait = next_wait(notice.tries)
        notice.next_at = at + (wait or timedelta(0))
        if wait is None or not phone:
            notice.state = "failed"
        log.warning("sms for case %s not sent (try %s): %s", case.number, notice.tries, type(trouble).__name__)
    notice.save(update_fields=["state", "sent_at", "receipt", "trouble", "next_at"])
    return notice.state == "sent"


TEXT_NAMES = UUID("0e1c0c13-0000-5000-8000-000000000000")


def set_text(
    *, actor: Actor, name: str, zh: str | None = None, en: str | None = None, template: str = "",
    after: int | None = None, key: str, at: datetime,
) -> Answer:  # fmt: skip
    """Give the actor's district the next edition of a notice's text: 200 ``{text, edition}``.

    Without words it is the text as shipped again; the same as the last edition is not added. An SMS's own wording goes
    out under the ``template`` by which the SMS service has approved it. Records ``notices.set_text``. Raises
    ``NotFound``, ``NotYours``, ``Missing`` as ``read_wording`` says and ``template_missing``, ``NotNow``
    (``edition_moved``).
    """
    district = actor.district
    text = TEXTS.get(name)
    if text is None:
        raise not_found()
    held = setter(actor, "text.set", area=district)
    own = zh is not None or en is not None
    words = read_wording(text, zh or "", en or "") if own else Say("", "")
    code = template.strip() if own and text.channel == "sms" else ""
    if own and text.channel == "sms" and not code:
        raise Missing(
            "template_missing",
            Say(
                "短信的文字要先在短信服务商报备。请写报备通过的模板代码。",
                "The SMS service sends approved wordings only. Write the code of the template that it has approved.",
            ),
        )
    plain = {"zh": words.zh, "en": words.en, "template": code}
    subject = Subject("text", uuid5(TEXT_NAMES, f"{district} {name}"))

    def act(change: Change) -> Answer:
        change.hold(subject)
        last = NoticeText.objects.filter(district=district, name=name).order_by("-edition").first()
        number = last.edition if last else 0
        check_edition(after, number)
        before = {field: getattr(last, field) for field in plain} if last else dict.fromkeys(plain, "")
        if before == plain:
            return Answer(200, {"text": name, "edition": number})
        NoticeText.objects.create(district=district, name=name, edition=number + 1, made_at=at, **plain)
        facts = {"text": name, "edition": number + 1, "was": before, "now": plain}
        change.record(subject, "notices.set_text", facts=facts)
        return Answer(200, {"text": name, "edition": number + 1})

    asked = digest("notices.set_text", {"text": name} | plain)
    return commit(Command(held.district, actor.person, held.post, key, asked, at, at), act)
