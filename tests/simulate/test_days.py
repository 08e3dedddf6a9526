"""Thirty days of one community by the real actions: whole, once, and with work left for everybody."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from tests.conftest import NOW

from wangge.cases.models import Case, Report
from wangge.cases.queries import cases_for
from wangge.files.models import Upload
from wangge.journal.models import Entry
from wangge.journal.queries import chain_faults, chains, content_faults, position_faults
from wangge.journal.rules import Head
from wangge.simulate import days
from wangge.simulate.days import live_days, lived
from wangge.simulate.matters import MATTERS
from wangge.simulate.pictures import drain

pytestmark = pytest.mark.django_db
DISTRICT, COMMUNITY = "211102", "211102005013"
LATER = NOW + timedelta(days=31)


@pytest.fixture(scope="module")
def pictures() -> dict[tuple[str, bool], list[bytes]]:
    shown = {after: [drain(blocked=not after)] for after in (False, True)}
    return {(m.subject, after): shown[after] for m in MATTERS for after in (False, True)}


@pytest.fixture(autouse=True)
def files(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "FILES", tmp_path)
    monkeypatch.setattr(days, "COMMANDS_A_BATCH", 80)


def whole() -> None:
    """Every chain is whole, every case stands at the end of its own, no position is missing."""
    ends = {("case", c.id): Head(c.head_seq, bytes(c.head_hash)) for c in Case.objects.all()}
    for chain in chains(DISTRICT):
        about = (chain[0].subject_kind, chain[0].subject_id)
        assert chain_faults(chain, ends.get(about)) == [], about
        assert content_faults(DISTRICT, chain)[0] == []
    assert position_faults(DISTRICT) == []


def live(pictures: Any, stop: int = 0) -> list[Any]:
    found = []
    for progress in live_days(DISTRICT, [COMMUNITY], pictures, now=LATER):
        found.append(progress)
        if stop and len(found) == stop:
            break
    return found


def test_the_days_are_whole_and_leave_work_for_every_post(pictures, actor):
    progress = live(pictures)
    assert lived(DISTRICT)
    assert progress[-1].done == progress[-1].steps > 300
    whole()
    assert Case.objects.count() == Report.objects.count() == progress[-1].cases > 90
    assert Entry.objects.filter(subject_kind="case").count() == progress[-1].steps
    assert not Upload.objects.filter(subject="", created_at__gt=NOW + timedelta(days=1)).exists()
    stored = set(Upload.objects.values_list("stored", flat=True))
    assert all((settings.FILES / path).exists() for path in stored)
    for username in ("worker", "worker2", "community", "street", "district", "unit", "chief"):
        waiting = list(cases_for(actor(username), {"mine": True}, at=LATER))
        assert waiting, username
    ended = Counter(Case.objects.values_list("state", flat=True))
    assert ended["closed"] > 60
    assert live(pictures) == []


def test_what_was_interrupted_goes_on_and_nothing_happens_twice(pictures):
    first = live(pictures, stop=2)
    assert not lived(DISTRICT)
    half = Case.objects.count()
    again = list(live_days(DISTRICT, [COMMUNITY], pictures, now=LATER + timedelta(hours=5)))
    assert again[-1].steps == first[-1].steps, "the end was fixed when it began"
    assert 0 < half < Case.objects.count() == again[-1].cases
    assert Entry.objects.filter(subject_kind="case").count() == again[-1].steps
    keys = Entry.objects.filter(subject_kind="case").values_list("key", flat=True)
    assert len(set(keys)) == len(keys)
    whole()
