"""People and units after a re-cutting."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F

from wangge.core.ids import PUBLIC
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.rules import Subject, digest
from wangge.orgs.actions.accounts import grant_row
from wangge.orgs.actions.shifts import copy_of, shifts_from
from wangge.orgs.models import Duty, Grant, JointOffice, Person, Unit
from wangge.orgs.queries import grants_of, held_as
from wangge.orgs.rules import covers


def follow_recut(follows: Mapping[str, Sequence[str]], *, day: date, district: str, key: str, at: datetime) -> Answer:
    """End the grants of areas that ended the day before and give the same posts for what took their place, once.

    Who walked a grid that was split walks both parts until somebody decides otherwise, on the same shifts; units and
    joint offices move with their area.
    """

    def act(change: Change) -> Answer:
        rows = Grant.objects.filter(district=district, area__in=list(follows)).exclude(ends_on__lt=day)
        moved: dict[UUID, list[Grant]] = {}
        for grant in rows.order_by("starts_on", "id"):
            moved.setdefault(grant.person_id, []).append(grant)
        for person, grants in moved.items():
            known = grants_of(person)
            for grant in grants:
                held = held_as(grant)
                for area in follows[grant.area]:
                    then = replace(held, area=area, starts_on=max(held.starts_on, day))
                    if not any(covers(has, then) for has in known):
                        known.append(then)
                        grant_row(person, then).save(force_insert=True)
            Grant.objects.filter(id__in=[g.id for g in grants]).update(ends_on=day - timedelta(days=1))
            Person.objects.filter(id=person).update(scope=F("scope") + 1)
            areas = sorted({area for g in grants for area in follows[g.area]})
            change.record(Subject("person", person), "account.recut", facts={"areas": areas})
        for unit in Unit.objects.filter(district=district, area__in=list(follows), ended_on=None):
            Unit.objects.filter(id=unit.id).update(area=follows[unit.area][0])
            change.record(Subject("unit", unit.id), "unit.recut", facts={"area": follows[unit.area][0]})
        for office in JointOffice.objects.filter(district=district, area__in=list(follows)):
            JointOffice.objects.filter(id=office.id).update(area=follows[office.area][0])
            change.record(Subject("office", office.id), "office.recut", facts={"area": follows[office.area][0]})
        begin = datetime.combine(day, time(), ZoneInfo(settings.DISTRICT_ZONE))
        for duty in shifts_from(Duty.objects.filter(district=district, area__in=list(follows)), begin):
            first, *others = follows[duty.area]
            Duty.objects.bulk_create([copy_of(duty, area=area) for area in others])
            Duty.objects.filter(id=duty.id).update(area=first)
        return Answer(200, {"people": len(moved)})

    payload = {"follows": {old: list(then) for old, then in follows.items()}, "day": day.isoformat()}
    return commit(Command(district, PUBLIC, "", key, digest("account.recut", payload), at, at), act)
