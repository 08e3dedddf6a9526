"""Lives of a roster: posts, shifts, stand-ins, leavers and re-cuttings in any order leave no minute without anybody.

At every minute somebody of the grid itself is responsible, or the minute lies in a listed stretch and a level above is.
"""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.db.models import F
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from tests.acts import GRID

from wangge.core.refusals import Refused
from wangge.journal.listeners import deliver
from wangge.orgs import actions
from wangge.orgs.models import Duty, Grant
from wangge.orgs.queries import holes_in, numbers_of, responsible_at
from wangge.places.actions import recut
from wangge.places.queries import areas_on, lineage
from wangge.site.wiring import LISTENERS

pytestmark = [pytest.mark.both, pytest.mark.django_db]
DISTRICT, COMMUNITY = GRID[:6], GRID[:12]
ZONE = ZoneInfo("Asia/Shanghai")
FIRST = date(2025, 3, 6)
DAYS = 24
STAFF = ("A", "B", "C", "D", "E")
KINDS = ("", "", "C", "E05", "C E06")
ASKED = ("", "C0118", "E0504")
numbers = st.integers(0, DAYS - 1)


def moment(day: float, hour: float = 0) -> datetime:
    return datetime.combine(FIRST, datetime.min.time(), ZONE) + timedelta(days=day, hours=hour)


class Life(RuleBasedStateMachine):
    """Five people, four grids to begin with, and days that pass."""

    @initialize()
    def begin(self) -> None:
        self.day = 0
        for staff_no in STAFF:
            self.give(staff_no, "grid_worker", f"{COMMUNITY}00{1 + STAFF.index(staff_no) % 4}", FIRST, None, "")

    def give(self, staff_no: str, post: str, area: str, starts_on: date, ends_on: date | None, kinds: str) -> None:
        row = {
            "staff_no": staff_no, "name": staff_no, "phone": "", "post": post, "area": area, "unit": "",
            "starts_on": starts_on, "ends_on": ends_on, "kinds": kinds,
        }  # fmt: skip
        actions.set_people([row], district=DISTRICT, key=str(uuid4()), at=moment(self.day))

    def grids(self, day: date) -> list[str]:
        return sorted(code for code in areas_on(day, within=COMMUNITY) if len(code) == 15)

    @rule(data=st.data(), staff_no=st.sampled_from(STAFF), later=st.integers(0, 9), long=st.integers(-1, 9),
          kinds=st.sampled_from(KINDS))  # fmt: skip
    def somebody_gets_a_post(self, data: Any, staff_no: str, later: int, long: int, kinds: str) -> None:
        starts_on = FIRST + timedelta(days=self.day + later)
        ends_on = None if long < 0 else starts_on + timedelta(days=long)
        area = data.draw(st.sampled_from([COMMUNITY, *self.grids(FIRST + timedelta(days=self.day))]))
        post = "community_clerk" if area == COMMUNITY else "grid_worker"
        self.give(staff_no, post, area, starts_on, ends_on, kinds)

    @rule(data=st.data(), days=st.integers(0, 6))
    def a_post_ends(self, data: Any, days: int) -> None:
        rows = Grant.objects.filter(area__startswith=COMMUNITY)
        rows = rows.order_by("area", "person__name", "post", "starts_on", F("ends_on").asc(nulls_last=True), "kinds")
        grant = rows[data.draw(st.integers(0, rows.count() - 1))]
        Grant.objects.filter(id=grant.id, ends_on=None).update(ends_on=FIRST + timedelta(days=self.day + days))

    @rule(data=st.data(), staff_no=st.sampled_from(STAFF), day=st.integers(0, 9), hour=st.integers(0, 23),
          long=st.integers(1, 30), instead_of=st.sampled_from(("", "", "", *STAFF)))  # fmt: skip
    def somebody_is_put_on_shift(
        self, data: Any, staff_no: str, day: int, hour: int, long: int, instead_of: str
    ) -> None:
        begin = moment(self.day + day, hour)
        areas = sorted(
            set(Grant.objects.filter(person__staff_no=instead_of or staff_no).values_list("area", flat=True))
        )
        row = {
            "staff_no": staff_no, "area": data.draw(st.sampled_from(areas)), "unit": "", "starts_at": begin,
            "ends_at": begin + timedelta(hours=long), "instead_of": instead_of if instead_of != staff_no else "",
        }  # fmt: skip
        actions.set_duties([row], district=DISTRICT, key=str(uuid4()), at=moment(self.day))

    @rule(leaver=st.sampled_from(STAFF), successor=st.sampled_from((None, *STAFF)), days=st.integers(-2, 6))
    def somebody_leaves(self, leaver: str, successor: str | None, days: int) -> None:
        people = numbers_of(DISTRICT)
        before = self.held_days(moment(0), moment(self.day + min(days, 0)))
        try:
            actions.hand_over(
                actor=None, leaver=people[leaver], successor=people[successor] if successor else None,
                last_day=FIRST + timedelta(days=self.day + days), key=str(uuid4()), at=moment(self.day, 9),
            )  # fmt: skip
        except Refused as refused:
            assert refused.code in ("successor_same", "nothing_to_hand_over")
        assert self.held_days(moment(0), moment(self.day + min(days, 0))) == before, "the past stays as it was"

    def held_days(self, begin: datetime, end: datetime) -> list[Any]:
        """Where nobody held a post in a stretch of the past."""
        if begin >= end:
            return []
        areas = self.grids(begin.date())
        return [row for row in holes_in(DISTRICT, areas, starts_at=begin, ends_at=end) if row[1].kind == "nobody"]

    @rule(data=st.data(), split=st.booleans())
    def grids_are_cut_anew(self, data: Any, split: bool) -> None:
        grids = self.grids(FIRST + timedelta(days=self.day))
        if split:
            lng = data.draw(st.sampled_from((122.0579, 122.0635)))
            step = {"do": "split", "code": data.draw(st.sampled_from(grids)), "line": [[lng, 41.0], [lng, 42.0]]}
        else:
            step = {"do": "merge", "codes": list(data.draw(st.permutations(grids)))[:2]}
        try:
            with transaction.atomic():
                recut(district=DISTRICT, steps=[step], key=str(uuid4()), at=moment(self.day, 9))
        except Refused as refused:
            assert refused.code == "recut_unclear"
        while deliver(LISTENERS):
            pass

    @rule(days=st.integers(1, 4))
    def days_pass(self, days: int) -> None:
        self.day = min(self.day + days, DAYS - 8)
        actions.let_leave(at=moment(self.day))

    def edges(self) -> list[datetime]:
        """The minutes at which something changes: shifts begin and end, posts begin and end, days begin."""
        found = {moment(0), moment(self.day), moment(self.day, 13.5)}
        for duty in Duty.objects.filter(area__startswith=COMMUNITY):
            found |= {duty.starts_at, duty.ends_at, duty.ends_at - timedelta(minutes=1)}
            found |= {datetime.combine(duty.ends_at.astimezone(ZONE).date(), datetime.min.time(), ZONE)}
        for grant in Grant.objects.filter(area__startswith=COMMUNITY):
            for day in (grant.starts_on, (grant.ends_on or FIRST) + timedelta(days=1)):
                found.add(datetime.combine(day, datetime.min.time(), ZONE))
        return sorted(at for at in found if moment(0) <= at < moment(DAYS))

    @rule(data=st.data(), kind=st.sampled_from(ASKED))
    def somebody_asks(self, data: Any, kind: str) -> None:
        self.check(data.draw(st.lists(st.sampled_from(self.edges()), min_size=3, max_size=6, unique=True)), kind)

    def check(self, minutes: list[datetime], kind: str) -> None:
        """Everybody of the grid, or a listed stretch and a level above."""
        codes = {code for day in (0, self.day) for code in areas_on(FIRST + timedelta(days=day), within=COMMUNITY)}
        listed: dict[str, list[Any]] = {}
        for area, hole in holes_in(
            DISTRICT, codes | set(lineage(COMMUNITY)), starts_at=moment(0), ends_at=moment(DAYS)
        ):
            listed.setdefault(area, []).append(hole)

        def empty(area: str, at: datetime) -> bool:
            return any(h.kind != "overlap" and h.starts_at <= at < h.ends_at for h in listed.get(area, []))

        for at in minutes:
            for grid in set(self.grids(at.date())) & codes:
                area, people = responsible_at(lineage(grid), at, kind)
                assert people and area, "a level above always answers"
                assert all(empty(code, at) for code in lineage(grid) if len(code) > len(area)), (grid, at)
                assert not empty(area, at), (area, at)
                assert all(person.why.zh and person.name for person in people)


def test_no_minute_without_somebody_responsible_unless_it_is_listed(db):
    """Each life begins in a savepoint of its own that is rolled back; few on PostgreSQL, more on SQLite."""

    class Here(Life):
        def __init__(self) -> None:
            super().__init__()
            self._around = transaction.atomic()
            self._around.__enter__()

        def teardown(self) -> None:
            try:
                if hasattr(self, "day"):
                    self.check(self.edges()[:40], "E0504")
            finally:
                transaction.set_rollback(True)
                self._around.__exit__(None, None, None)

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=4 if connection.vendor == "postgresql" else 12, stateful_step_count=20, deadline=None,
            derandomize=True, database=None, suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
