"""Questions that are made into SQL once: the same rows as the ORM's own, with every value in its place."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from wangge.core.asked import Asked, rows_of
from wangge.core.ids import uuid7
from wangge.orgs.models import Person, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.both]

BY_ID = Asked(lambda districts, own: Unit.objects.filter(district__in=districts, id=own), like=(("d",), UUID(int=0)))
NAMES = Asked(
    lambda district, code: Unit.objects.filter(district=district, code=code, kind="centre").values_list("id", "name"),
    like=("a district", "a code"),
)


def unit(district: str, code: str, **more: object) -> Unit:
    return Unit.objects.create(district=district, code=code, name=f"{code} of {district}", area=district, **more)


def test_whole_rows_of_one_and_of_many_districts() -> None:
    one, other = unit("211198", "drainage", ended_on="2026-01-02"), unit("211199", "drainage")
    assert [u.pk for u in BY_ID(("211198",), one.id)] == [one.id]
    assert BY_ID(("211198",), other.id) == []
    found = BY_ID.first(("211198", "211199"), other.id)
    assert (found.name, found.ended_on, found._state.adding) == ("drainage of 211199", None, False)
    assert BY_ID.first(("211198",), one.id).ended_on.year == 2026
    assert BY_ID.first(("211198",), uuid7()) is None


def test_tuples_and_a_value_that_always_stands_there() -> None:
    centre = unit("211198", "centre", kind="centre")
    unit("211198", "department")
    assert NAMES("211198", "centre") == [(centre.id, "centre of 211198")]
    assert NAMES("211198", "department") == []


def test_one_statement_and_none_to_make_it() -> None:
    NAMES("211198", "centre")
    with CaptureQueriesContext(connection) as sent:
        NAMES("211198", "other")
    assert len(sent) == 1


def test_times_days_and_bytes_are_adapted() -> None:
    moment = datetime(2026, 11, 25, 8, tzinfo=UTC)
    person = Person.objects.create(district="211198", name="周", phone=b"\x01\x02", ended_on=moment.date())
    asked = Asked(
        lambda phone, day: Person.objects.filter(phone=phone, ended_on__lte=day).values_list("id"),
        like=(b"phone", datetime(1, 1, 1, tzinfo=UTC).date()),
    )
    assert asked(b"\x01\x02", moment.date()) == [(person.id,)]
    assert asked(b"\x01\x03", moment.date()) == []


def test_a_made_up_value_that_stands_there_twice_is_a_mistake() -> None:
    asked = Asked(lambda own: Unit.objects.filter(name=own, code=own), like=("same",))
    with pytest.raises(ValueError, match="made-up"):
        asked("drainage")


@pytest.mark.parametrize("count", [1, 2, 5, 8, 9, 40, 130])
def test_of_any_number_of_names_each_is_found_once(count: int) -> None:
    asked = Asked(
        lambda district, ids, kind: Unit.objects.filter(id__in=ids, district=district, kind=kind).order_by("code"),
        like=("a district", (UUID(int=0),), "a kind"),
    )
    units = [unit("211198", f"{n:03}", kind="department") for n in range(count)]
    found = asked("211198", tuple(one.id for one in units), "department")
    assert [(u.id, u.code) for u in found] == [(u.id, u.code) for u in units]
    assert asked("211199", tuple(one.id for one in units), "department") == []
    texts = Asked(lambda codes: Unit.objects.filter(code__in=codes).values_list("id"), like=(("a code",),))
    assert {own for (own,) in texts(tuple(u.code for u in units))} == {u.id for u in units}


def test_of_no_names_nothing_is_asked() -> None:
    asked = Asked(lambda ids: Unit.objects.filter(id__in=ids), like=((UUID(int=0),),))
    with CaptureQueriesContext(connection) as sent:
        assert asked(()) == []
    assert len(sent) == 0


def test_rows_of_any_question_are_what_the_orm_gives() -> None:
    above = unit("211198", "above")
    unit("211198", "below", parent=above)
    rows = Unit.objects.filter(district="211198").select_related("parent").order_by("code").annotate(n=F("kind"))
    with CaptureQueriesContext(connection) as sent:
        found = rows_of(rows)
        assert [(u.code, u.n, u.parent and u.parent.code) for u in found] == [
            (u.code, u.n, u.parent and u.parent.code) for u in rows
        ]
    assert len(sent) == 2
    assert rows_of(Unit.objects.none()) == []
