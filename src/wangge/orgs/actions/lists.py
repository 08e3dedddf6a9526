"""Units, offices and people as lists have them: put in place, and changed where they are there already."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings

from wangge.core.ids import PUBLIC, uuid7
from wangge.core.sealing import seal
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.rules import Subject, digest
from wangge.orgs.actions.accounts import grant_row
from wangge.orgs.models import Grant, JointOffice, Person, Unit
from wangge.orgs.queries import phone_of, unit_codes, unit_names, unit_trees, units_by_id
from wangge.orgs.rules import Held


def set_units(rows: Sequence[Mapping[str, Any]], *, district: str, key: str, at: datetime) -> None:
    """Put units in place, changing those that are there. Rows: code, name, name_en, area, kind, parent (a code),
    phone (a duty number).

    Without kind it is a department, without parent nobody is above it; without phone it keeps the one it has.
    Records ``unit.set`` for each.
    """

    def act(change: Change) -> Answer:
        columns = ("code", "name", "name_en", "area")
        phones = dict(Unit.objects.filter(district=district).values_list("code", "phone"))
        Unit.objects.bulk_create(
            [
                Unit(
                    district=district,
                    kind=row.get("kind", "department"),
                    phone=row.get("phone", phones.get(row["code"], "")),
                    **{name: row[name] for name in columns},
                )
                for row in rows
            ],
            update_conflicts=True,
            unique_fields=["district", "code"],
            update_fields=["name", "name_en", "area", "kind", "phone"],
        )
        found = {unit.code: unit for unit in Unit.objects.filter(district=district)}
        for row in rows:
            found[row["code"]].parent = found[row["parent"]] if row.get("parent") else None
            change.record(Subject("unit", found[row["code"]].id), "unit.set", facts={"code": row["code"]})
        Unit.objects.bulk_update([found[row["code"]] for row in rows], ["parent"], batch_size=500)
        return Answer(200, {"units": len(rows)})

    commit(Command(district, PUBLIC, "", key, digest("unit.set", list(rows)), at, at), act)
    unit_names.forget()
    units_by_id.forget()
    unit_trees.forget()


def set_offices(rows: Sequence[Mapping[str, Any]], *, district: str, key: str, at: datetime) -> None:
    """Put joint offices in place, changing those that are there. Records ``office.set`` for each.

    Rows: code, name, name_en, area, units (codes parted by spaces).
    """

    def act(change: Change) -> Answer:
        JointOffice.objects.bulk_create(
            [JointOffice(district=district, **{k: v for k, v in row.items() if k != "units"}) for row in rows],
            update_conflicts=True,
            unique_fields=["district", "code"],
            update_fields=["name", "name_en", "area"],
        )
        codes = [row["code"] for row in rows]
        offices = {o.code: o for o in JointOffice.objects.filter(district=district, code__in=codes)}
        units, members = unit_codes(district), JointOffice.units.through
        members.objects.filter(jointoffice__in=offices.values()).delete()
        members.objects.bulk_create(
            [
                members(jointoffice_id=offices[row["code"]].id, unit_id=units[code])
                for row in rows
                for code in dict.fromkeys(row["units"].split())
            ]
        )
        for code, office in offices.items():
            change.record(Subject("office", office.id), "office.set", facts={"code": code})
        return Answer(200, {"offices": len(rows)})

    commit(Command(district, PUBLIC, "", key, digest("office.set", list(rows)), at, at), act)


def set_people(rows: Sequence[Mapping[str, Any]], *, district: str, key: str, at: datetime) -> None:
    """Put people with their posts in place, one row a post; what is there and not in the rows stays.

    Rows: staff_no, name, phone, post, area, unit (its code), starts_on, ends_on, kinds (the field of duty; may be left
    out). Accounts are made apart. Records ``person.set`` for each person.
    """

    def act(change: Change) -> Answer:
        units, said = unit_codes(district), {row["staff_no"]: row for row in rows}
        known = {p.staff_no: p for p in Person.objects.filter(district=district, staff_no__in=said)}
        new = {no: Person(id=uuid7(), district=district, staff_no=no, scope=0) for no in said if no not in known}
        for person in (*known.values(), *new.values()):
            row = said[person.staff_no]
            person.name, person.scope = row["name"], person.scope + 1
            if phone_of(person) != row["phone"]:
                phone = row["phone"].encode()
                person.phone = seal(phone, key=settings.FIELD_KEY, about=person.id.bytes) if phone else None
        Person.objects.bulk_create(new.values())
        Person.objects.bulk_update(known.values(), ["name", "phone", "scope"], batch_size=200)
        known |= new
        there = {
            (g.person_id, g.post, g.area, g.unit_id, g.starts_on): g
            for g in Grant.objects.filter(district=district, person__staff_no__in=said)
        }
        given, changed = [], []
        for row in rows:
            person, unit = known[row["staff_no"]], units.get(row["unit"])
            grant = there.get((person.id, row["post"], row["area"], unit, row["starts_on"]))
            kinds = row.get("kinds", "")
            if grant is None:
                held = Held(district, row["post"], row["area"], unit, row["starts_on"], row["ends_on"], kinds)
                given.append(grant_row(person.id, held))
            else:
                grant.ends_on, grant.kinds = row["ends_on"], kinds
                changed.append(grant)
        Grant.objects.bulk_create(given)
        Grant.objects.bulk_update(changed, ["ends_on", "kinds"], batch_size=200)
        posts: dict[str, set[str]] = {}
        for row in rows:
            posts.setdefault(row["staff_no"], set()).add(row["post"])
        for staff_no in sorted(posts):
            facts = {"posts": sorted(posts[staff_no])}
            change.record(Subject("person", known[staff_no].id), "person.set", facts=facts)
        return Answer(200, {"rows": len(rows)})

    payload = [{k: v.isoformat() if isinstance(v, date) else v for k, v in row.items()} for row in rows]
    commit(Command(district, PUBLIC, "", key, digest("person.set", payload), at, at), act)
