"""Whatever is sent to the settings, it is answered with a sentence."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone
from tests.acts import GRID, unit
from tests.api.test_access import calendar, shift
from tests.api.test_hostile import NASTY, places_in, send, with_value
from tests.api.told import S, keyed

from wangge.orgs.models import Account, Grant

pytestmark = pytest.mark.django_db


def commands() -> dict[str, dict[str, Any]]:
    now = timezone.now()
    worker, other = (str(Account.objects.get(username=n).person_id) for n in ("worker", "worker2"))
    span = {"starts_at": now.isoformat(), "ends_at": (now + timedelta(hours=3)).isoformat()}
    grant = Grant.objects.get(person=worker).id
    one = shift("211102", worker, GRID)
    words = {"zh": "{number}", "en": "{number}"}
    days = {"on": "2027-03-03", "kind": "workday", "slots": "08:00-12:00", "name_zh": "x", "name_en": "x"}
    change = {"after": 1, "days": [days], "week": ["08:00-12:00"] * 7, "published": [2030], "name": "x"}
    flow = {"off": ["urge@reported"], "labels": {"handling": {"zh": "一", "en": "x"}},
            "stage_limits": {"reported": "1 工作时"}, "after": 0}  # fmt: skip
    calendar("OWN", "211102")
    return {
        "units": keyed(code="a", name="x", name_en="x", area=GRID[:9], kind="agency", phone="110",
                       parent=unit("drainage")),
        f"units/{unit('property')}": keyed(name="x", name_en="x", phone="110", area=GRID, parent=unit("drainage")),
        f"units/{unit('property')}/end": keyed(ends_on=now.date().isoformat()),
        "offices/joint": keyed(name="x", name_en="x", area=GRID[:9], units=[unit("drainage")]),
        f"people/{worker}": keyed(name="x", phone="13800000111"),
        f"people/{worker}/grants": keyed(post="grid_worker", area=GRID[:12] + "003", starts_on="2027-01-01",
                                         ends_on="2027-02-01", kinds="E05"),
        f"people/{worker}/grants/{grant}/end": keyed(ends_on="2027-01-01"),
        f"people/{worker}/hand-over": keyed(to=other, last_day=now.date().isoformat()),
        "shifts": keyed(person=worker, area=GRID, **span),
        f"shifts/{one}": keyed(**span), f"shifts/{one}/cancel": keyed(),
        f"shifts/{one}/stand-in": keyed(person=other, **span),
        "shifts/copy-week": keyed(area=GRID, week="2026-11-23", to="2026-11-30"),
        f"areas/{GRID}": keyed(name="x", name_en="x"),
        "kinds/E0504": keyed(limit="1 工作日", usual=True, used=True, words="x", after=0),
        "flows/matters": keyed(**flow), "flows/matters/preview": flow,
        "calendars/OWN": keyed(**change), "calendars/OWN/preview": change,
        "calendars/NEW": keyed(after=0, owner="211102"),
        "texts/unseen": keyed(**words, template="SMS_1", after=0), "texts/unseen/preview": words,
    }  # fmt: skip


@pytest.mark.parametrize("number", range(22))
def test_no_field_of_the_settings_brings_a_fault(number, calls):
    admin = calls("admin")
    path, body = list(commands().items())[number]
    for way in places_in(body):
        for nasty in NASTY:
            sent = with_value(body, way, nasty) | ({"key": str(uuid4())} if way != ("key",) and "key" in body else {})
            with transaction.atomic():
                answer = send(admin, f"{S}/{path}", sent)
                transaction.set_rollback(True)
            assert answer.status_code < 500, (path, way, str(nasty)[:50], answer.content[:300])


@pytest.mark.parametrize(
    "path",
    ["units?q={}", "units?area={}", "units?kind={}", "units?next={}", "units?limit={}", "units/{}", "people?q={}",
     "people?area={}", "people?unit={}", "people?next={}", "people/{}", "shifts?area={}", "shifts?unit={}",
     "shifts?area=211102&from={}", "shifts?area=211102&next={}", "areas/{}", "kinds/{}", "flows/{}",
     "calendars/{}/years/2026", "calendars/CN/years/{}"],
)  # fmt: skip
def test_no_question_to_the_settings_brings_a_fault(path, calls):
    from urllib.parse import quote

    from tests.api.test_hostile import WORDS

    for word in WORDS:
        with transaction.atomic():
            answer = calls("admin")("GET", f"{S}/{path.format(quote(word, safe='', errors='surrogatepass'))}")
        assert answer.status_code < 500, (path, word[:20], answer.content[:300])
