"""Reading notices and what they are about."""

from uuid import UUID

from wangge.cases.queries import Case, case_by_id
from wangge.notices.models import Notice
from wangge.orgs.queries import person_phone


def case_of_notice(notice: Notice) -> Case | None:
    """The case that a notice is about; for the sender, who acts for nobody in particular."""
    return case_by_id(notice.district, notice.case)


def phone_for(person: UUID) -> str:
    """The number to send to; empty where none is kept."""
    return person_phone(person)


def notices_about(district: str, case: UUID) -> list[Notice]:
    """What was sent about a case, oldest first."""
    return list(Notice.objects.filter(district=district, case=case).order_by("created_at", "id"))


def failed_notices(district: str, *, limit: int = 100) -> list[Notice]:
    """Notices that were given up, newest first: somebody must call instead."""
    return list(Notice.objects.filter(district=district, state="failed").order_by("-created_at")[:limit])
