"""Duty rosters: shifts put in place, cut at a moment, given to others."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from wangge.core.ids import PUBLIC, uuid7
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.rules import Subject, digest
from wangge.orgs.models import Duty
from wangge.orgs.queries import numbers_of, unit_codes

ROSTER = Subject("roster", UUID(int=3))


def set_duties(rows: Sequence[Mapping[str, Any]], *, district: str, key: str, at: datetime) -> None:
    """Put shifts in place; a shift of the same person, place and start is changed. Records ``duty.set``.

    Rows: staff_no, area, unit (its code), starts_at, ends_at, instead_of (a staff number or empty).
    """

    def act(change: Change) -> Answer:
        units, people = unit_codes(district), numbers_of(district)
        starts = [row["starts_at"] for row in rows]
        there = {
            (d.person_id, d.area, d.unit_id, d.starts_at): d
            for d in Duty.objects.filter(district=district, starts_at__gte=min(starts), starts_at__lte=max(starts))
        }
        new, changed = [], []
        for row in rows:
            person, unit, instead_of = people[row["staff_no"]], units.get(row["unit"]), people.get(row["instead_of"])
            duty = there.get((person, row["area"], unit, row["starts_at"]))
            if duty is None:
                new.append(
                    Duty(
                        district=district, person_id=person, area=row["area"], unit_id=unit,
                        starts_at=row["starts_at"], ends_at=row["ends_at"], instead_of_id=instead_of,
                    )
                )  # fmt: skip
            else:
                duty.ends_at, duty.instead_of_id = row["ends_at"], instead_of
                changed.append(duty)
        Duty.objects.bulk_create(new)
        Duty.objects.bulk_update(changed, ["ends_at", "instead_of"], batch_size=200)
        change.record(ROSTER, "duty.set", facts={"shifts": len(rows)})
        return Answer(200, {"shifts": len(rows)})

    payload = [{k: v.isoformat() if isinstance(v, datetime) else v for k, v in row.items()} for row in rows]
    commit(Command(district, PUBLIC, "", key, digest("duty.set", payload), at, at), act)


def shifts_from(rows: QuerySet[Duty], moment: datetime) -> list[Duty]:
    """What of these shifts lies after a moment, as rows of its own: a shift that is under way then is cut in two."""
    later = []
    for duty in rows.filter(ends_at__gt=moment).order_by("starts_at", "id"):
        if duty.starts_at >= moment:
            later.append(duty)
            continue
        rest = {"id": uuid7(), "starts_at": moment, "ends_at": duty.ends_at}
        Duty.objects.filter(id=duty.id).update(ends_at=moment)
        later.append(copy_of(duty, **rest))
    Duty.objects.bulk_create([duty for duty in later if duty._state.adding])
    return later


def copy_of(duty: Duty, **other: Any) -> Duty:
    """A new shift like another one but for what is named."""
    names = ("district", "person_id", "area", "unit_id", "starts_at", "ends_at", "instead_of_id")
    return Duty(**({name: getattr(duty, name) for name in names} | other))
