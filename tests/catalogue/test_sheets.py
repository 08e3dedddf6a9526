"""The catalogue loaded, and a district's own table of it: all or nothing, and running cases keep what they have."""

from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.catalogue.tables import KINDS, load
from tests.conftest import NOW

from wangge.catalogue.actions import look_over, set_kind_options, sheet_of, take_in
from wangge.catalogue.models import Kind, KindOptions, Major
from wangge.catalogue.queries import kind_for, kinds_in, majors, present_kind
from wangge.catalogue.rules import as_csv, as_xlsx
from wangge.core.refusals import Missing, NotNow
from wangge.journal.models import Entry

pytestmark = [pytest.mark.both, pytest.mark.django_db]
HEAD = "kind,name,name_en,used,kind_limit,words,condition,condition_name,condition_name_en,limit,closing,closing_en\n"
CONDITION = "1,缺失,Missing,4 工作时,更换,Replaced"
AUTHOR = UUID(int=9)


def take(body: str, key: str = "k", district: str = "211102"):
    return take_in(body.encode(), district=district, key=key, at=NOW, author=AUTHOR, post="administrator")


def test_what_is_there_stays_and_what_is_new_comes():
    assert load() == {"majors": 2, "kinds": len(KINDS), "renewed": 0}
    assert Kind.objects.get(code="C8870").flow == "matters" and majors()["C88"].en == "Public utilities"
    assert {"C88", "E88"} <= set(Major.objects.values_list("code", flat=True))
    Kind.objects.filter(code="C8871").update(limit="3 工作日", conditions=[])
    assert load(at=NOW.replace(minute=5)) == {"majors": 0, "kinds": 0, "renewed": 0}
    assert Kind.objects.get(code="C8871").limit == "3 工作日"


def test_renewing_gives_new_cases_the_shipped_conditions_and_leaves_the_rest():
    load()
    Kind.objects.filter(code="C8871").update(limit="3 工作日", conditions=[])
    assert load(renew=True)["renewed"] == 1
    now = present_kind("211102", "C8871")
    assert (now.limit, now.edition, [c.limit for c in now.conditions]) == ("3 工作日", 1, ["9 工作日"])
    assert kind_for("211102", "C8871", 0).conditions == ()
    assert present_kind("211103", "C8871").conditions == (), "each district renews for itself"
    assert load(at=NOW.replace(minute=6), renew=True)["renewed"] == 0


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_the_whole_catalogue_goes_out_and_comes_in_as_nothing_to_change(write):
    load()
    body = write(sheet_of("211102"))
    plan = look_over(body, district="211102")
    assert (plan.wanted, plan.faults) == ([], ())
    assert len(plan.taken) == len(kinds_in("211102", unused=True))


def test_a_file_is_taken_in_once_and_each_kind_has_its_entry():
    load()
    body = HEAD + f"C8871,,,,8 工作日,,,,,,,\nC8888,智能井盖,Smart cover,,1 工作日,智能,{CONDITION}\nC8899,,,,,,,,,,,\n"
    answer = take(body)
    assert answer.body == {"new": 1, "changed": 1, "unchanged": 1}
    assert take(body).replay and take(body, "other").body == {"new": 0, "changed": 0, "unchanged": 3}
    own = present_kind("211102", "C8888")
    assert (own.district, own.limit, [c.code for c in own.conditions]) == ("211102", "1 工作日", ["1"])
    changed = present_kind("211102", "C8871")
    assert (changed.edition, changed.limit, len(changed.conditions)) == (1, "8 工作日", 1)
    assert kind_for("211103", "C8888", 0) is None, "another district does not see it"
    entries = Entry.objects.filter(actor=AUTHOR)
    assert {e.verb for e in entries} == {"catalogue.add_kind", "catalogue.set_kind"}
    assert len({e.position for e in entries}) == 2


def test_one_wrong_cell_and_nothing_is_taken_in():
    load()
    before = KindOptions.objects.count()
    with pytest.raises(Missing, match="rows_wrong") as refused:
        take(HEAD + "C8871,,,,8 工作日,,,,,,,\nC8870,,,,soon,,,,,,,\n")
    assert [(f["line"], f["column"]) for f in refused.value.facts["faults"]] == [(3, "kind_limit")]
    assert KindOptions.objects.count() == before


def test_a_code_that_another_district_took_is_named():
    load()
    take(HEAD + "C8888,智能井盖,Smart cover,,1 工作日,,,,,,,\n", district="211103")
    with pytest.raises(Missing, match="rows_wrong"):
        take(HEAD + "C8888,智能井盖,Smart cover,,1 工作日,,,,,,,\n")


def test_no_file_takes_the_last_kind_of_a_flow_out_of_use():
    load()
    appeals = [kind.code for kind in kinds_in("211102") if kind.flow == "appeals"]
    with pytest.raises(NotNow, match="kind_needed"):
        take("kind,used\n" + "".join(f"{code},否\n" for code in appeals))
    assert take("kind,used\n" + "".join(f"{code},否\n" for code in appeals[1:])).body["changed"] == len(appeals) - 1


def test_conditions_of_an_edition_do_not_reach_the_one_before(actor):
    load()
    conditions = [c.plain() | {"limit": "5 工作日"} for c in present_kind("211102", "C8870").conditions]
    set_kind_options(actor=actor("admin"), kind="C8870", conditions=conditions, after=0, key="c", at=NOW)
    assert [c.limit for c in present_kind("211102", "C8870").conditions] == ["5 工作日", "5 工作日"]
    assert [c.limit for c in kind_for("211102", "C8870", 0).conditions] == ["2 紧急工作时", "2 工作日"]
    entry = Entry.objects.get(verb="catalogue.set_kind")
    assert entry.facts["now"]["conditions"]["codes"] == ["1", "2"] and len(str(entry.facts)) < 600
    set_kind_options(actor=actor("admin"), kind="C8870", conditions=[], key="d", at=NOW)
    assert present_kind("211102", "C8870").conditions == ()


def test_a_plan_costs_as_many_statements_for_one_kind_as_for_all():
    load()
    whole = as_csv(sheet_of("211102"))
    one = b"".join(whole.splitlines(keepends=True)[:2])
    counts = []
    for body in (one, whole):
        look_over(body, district="211102")
        with CaptureQueriesContext(connection) as captured:
            look_over(body, district="211102")
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 3
