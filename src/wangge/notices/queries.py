"""Reading notices and what they are about."""

from uuid import UUID

from wangge.cases.queries import Case, case_by_id, task_by_id
from wangge.notices.models import Notice
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
