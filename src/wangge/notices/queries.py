"""Reading notices and what they are about."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wangge.cases.queries import Case, case_by_id, task_by_id
from wangge.core.words import Say
from wangge.notices.models import Notice, NoticeText
from wangge.notices.rules.texts import TEXTS
from wangge.orgs.queries import person_phone


def case_of_notice(notice: Notice) -> Case | None:
    """The case that a notice is about; for the sender, who acts for nobody in particular."""
    return case_by_id(notice.district, notice.case)


def was_seen(notice: Notice) -> bool:
    """Whether what a notice is about has been looked at meanwhile, or is there no more."""
    if notice.task is not None:
        task = task_by_id(notice.district, notice.task)
        return task is None or task.seen_at is not None or task.done_at is not None
    case = case_of_notice(notice)
    return case is None or case.seen_at is not None


def phone_for(person: UUID) -> str:
    """The number to send to; empty where none is kept."""
    return person_phone(person)


def notices_about(district: str, case: UUID) -> list[Notice]:
    """What was sent about a case, oldest first."""
    return list(Notice.objects.filter(district=district, case=case).order_by("created_at", "id"))


def failed_notices(district: str, *, limit: int = 100) -> list[Notice]:
    """Notices that were given up, newest first: somebody must call instead."""
    return list(Notice.objects.filter(district=district, state="failed").order_by("-created_at")[:limit])


@dataclass(frozen=True)
class Wording:
    """What a notice says in a district: the words, the SMS service's code of them, the edition and since when."""

    say: Say
    template: str = ""
    edition: int = 0
    since: datetime | None = None
    own: bool = False


def wording_of(district: str, name: str) -> Wording:
    """What a text of notices says in a district now: its own last wording, else the text as shipped."""
    last = NoticeText.objects.filter(district=district, name=name).order_by("-edition").first()
    if last is None:
        return Wording(TEXTS[name].say)
    own = bool(last.zh)
    return Wording(Say(last.zh, last.en) if own else TEXTS[name].say, last.template, last.edition, last.made_at, own)


def text_editions(district: str, name: str) -> list[NoticeText]:
    """The editions that a district has made of a text, the last first."""
    return list(NoticeText.objects.filter(district=district, name=name).order_by("-edition"))
