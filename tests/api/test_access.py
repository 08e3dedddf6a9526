"""Every endpoint as every role on own, foreign and absent objects. The table is written by hand.

Own is a case of grid 1 that is dispatched to the drainage team; foreign is one of another district.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.acts import GRID, report, to_state, unit
from tests.api.conftest import Calls
from tests.conftest import PASSWORD

from wangge.api.main import api
from wangge.cases.actions import Chosen, release
from wangge.cases.models import CallBack, Case, Recheck, Report, Twin
from wangge.catalogue.models import Control
from wangge.clock.actions import publish_calendar
from wangge.files.actions import begin, receive
from wangge.files.models import Upload
from wangge.orgs.actions import open_session
from wangge.orgs.models import Account, Duty, Grant, Person, Session, Unit
from wangge.orgs.queries import today
from wangge.orgs.rules import public_actor
from wangge.simulate.pictures import drain

pytestmark = pytest.mark.django_db
ROLES = ("", "district", "street", "community", "worker", "worker2", "unit", "chief", "property", "auditor", "admin")
SIGNED = set(ROLES) - {""}
SEE = {"district", "street", "community", "worker", "unit", "chief", "auditor"}
SUPERIORS = {"district", "street", "community", "chief", "admin"}
DESKS = {"district", "street", "community"}
IN_GRID = {"district", "street", "community", "worker", "auditor", "admin"}
ABOVE_WORKER = {"district", "street", "community", "admin"}
SETS = {"district", "street", "admin"}
NOW_TEXT = "2026-11-24T08:00:00+08:00"


@dataclass(frozen=True)
class Op:
    """One operation: how it is called on an object, what the object is, and who gets what on an own one.

    ``good`` is the status for ``who``; ``seen`` are roles that get 403 because they see the object but may not act;
    everybody else signed in gets ``other``. ``open`` needs no log-in.
    """

    name: str
    call: Callable[[Calls, Any], Any]
    who: set[str]
    good: int = 200
    seen: frozenset[str] = frozenset()
    other: int = 404
    target: str = ""
    open: bool = False


def _json(method: str, path: str, **body: Any) -> Callable[[Calls, Any], Any]:
    def call(calls: Calls, target: Any) -> Any:
        sent = {"key": str(uuid4())} | {k: v() if callable(v) else v for k, v in body.items()} if body else None
        return calls(method, path.format(target), sent)

    return call


def _form(path: str) -> Callable[[Calls, Any], Any]:
    def call(calls: Calls, target: Any) -> Any:
        file = SimpleUploadedFile("a.jpg", drain(blocked=True), "image/jpeg")
        return calls.client.post(path, {"file": file})

    return call


def _sheet(path: str) -> Callable[[Calls, Any], Any]:
    def call(calls: Calls, target: Any) -> Any:
        file = SimpleUploadedFile("a.csv", "kind,usual\nE0504,否\n".encode(), "text/csv")
        return calls.client.post(path, {"file": file, "key": str(uuid4())})

    return call


def _tus(method: str, path: str, body: bytes | None = None, **headers: str) -> Callable[[Calls, Any], Any]:
    return lambda calls, target: calls(method, path.format(target), body, Tus_Resumable="1.0.0", **headers)


def _now() -> str:
    return timezone.now().isoformat()


def _tomorrow() -> str:
    return (today(timezone.now()) + timedelta(days=1)).isoformat()


def _today() -> str:
    return today(timezone.now()).isoformat()


def _monday(weeks: int) -> str:
    day = today(timezone.now())
    return (day - timedelta(days=day.weekday()) + timedelta(weeks=weeks)).isoformat()


def _hours(count: int) -> str:
    return (timezone.now() + timedelta(hours=count)).isoformat()


def _person(username: str) -> str:
    return str(Account.objects.get(username=username).person_id)


def _words_of() -> str:
    return str(Case.objects.latest("created_at").words)


V = "/api/v1"
REPORT = {"words": "树倒了", "place": {"area": GRID}, "happened_at": _now, "photos": []}
CONTROL = {"kinds": ["E0504"], "effect": "blocked", "why": {"zh": "管控", "en": "Controlled"}}
OPS = (
    Op("POST /session", _json("POST", f"{V}/session", username="worker", password=PASSWORD), SIGNED, open=True),
    Op("DELETE /session", _json("DELETE", f"{V}/session"), SIGNED, 204),
    Op("GET /me", _json("GET", f"{V}/me"), SIGNED),
    Op("POST /me/password", _json("POST", f"{V}/me/password", old=PASSWORD, new="another-lamp-77"), SIGNED),
    Op("GET /me/sessions", _json("GET", f"{V}/me/sessions"), SIGNED),
    Op("DELETE /me/sessions/{session_id}", _json("DELETE", V + "/me/sessions/{}"), SIGNED, 204, target="session"),
    Op("POST /reports", _json("POST", f"{V}/reports", **REPORT), SIGNED - {"property", "auditor", "admin"}, 201,
       frozenset({"property", "auditor", "admin"})),
    Op("GET /cases", _json("GET", f"{V}/cases"), SIGNED),
    Op("GET /cases/counts", _json("GET", f"{V}/cases/counts"), SIGNED),
    Op("GET /cases/near", _json("GET", f"{V}/cases/near?lat=41.1963&lng=122.0568"), SIGNED),
    Op("POST /cases/alike", _json("POST", f"{V}/cases/alike", words="下水口堵了", place={"area": GRID}), SIGNED),
    Op("GET /cases/{case_id}/candidates", _json("GET", V + "/cases/{}/candidates"), DESKS, 200,
       frozenset({"worker", "unit", "chief", "auditor"}), target="case"),
    Op("GET /cases/{case_id}/reports", _json("GET", V + "/cases/{}/reports"), SEE, target="case"),
    Op("GET /cases/{case_id}", _json("GET", V + "/cases/{}"), SEE, target="case"),
    Op("GET /cases/{case_id}/entries", _json("GET", V + "/cases/{}/entries"), SEE, target="case"),
    Op("GET /cases/{case_id}/deadline", _json("GET", V + "/cases/{}/deadline"), SEE, target="case"),
    Op("GET /cases/{case_id}/suggestions", _json("GET", V + "/cases/{}/suggestions"), DESKS, 200,
       frozenset({"worker", "unit", "chief", "auditor"}), target="case"),
    Op("GET /cases/{case_id}/suggestion", _json("GET", V + "/cases/{}/suggestion"), DESKS, 200,
       frozenset({"worker", "unit", "chief", "auditor"}), target="case"),
    Op("POST /suggest", _json("POST", f"{V}/suggest", words="路灯不亮"), SIGNED - {"property", "auditor", "admin"}, 200,
       frozenset({"property", "auditor", "admin"})),
    Op("GET /learning/card", _json("GET", f"{V}/learning/card"), DESKS | {"admin"}, 200,
       frozenset(SIGNED - DESKS - {"admin"})),
    Op("POST /cases/{case_id}/moves",
       _json("POST", V + "/cases/{}/moves", verb="remark", words="看过了", happened_at=_now), SEE - {"auditor"}, 200,
       frozenset({"auditor"}), target="case"),
    Op("POST /cases/{case_id}/contact", _json("POST", V + "/cases/{}/contact", reason="问门牌"),
       {"district", "street", "community", "auditor"}, 200, frozenset({"worker", "unit", "chief"}), target="case"),
    Op("GET /cases/{case_id}/bundle", _json("GET", V + "/cases/{}/bundle"), SEE, target="case"),
    Op("POST /cases/{case_id}/bundle", _json("POST", V + "/cases/{}/bundle", reason="法院调取"),
       {"district", "street", "community", "auditor"}, 200, frozenset({"worker", "unit", "chief"}), target="case"),
    Op("POST /cases/{case_id}/erase", _json("POST", V + "/cases/{}/erase", entry=1, field="words", ground="unlawful",
                                            decision="区委网信办 2026-17 号决定"), {"district"}, 200,
       frozenset(SEE - {"district"}), target="case"),
    Op("GET /anchors", _json("GET", f"{V}/anchors"), SIGNED, open=True),
    Op("GET /anchors/key", _json("GET", f"{V}/anchors/key"), SIGNED, open=True),
    Op("GET /cases/{case_id}/release", _json("GET", V + "/cases/{}/release"), DESKS, 200,
       frozenset({"worker", "unit", "chief", "auditor"}), target="case"),
    Op("POST /cases/{case_id}/release", _json("POST", V + "/cases/{}/release", text=_words_of), DESKS, 200,
       frozenset({"worker", "unit", "chief", "auditor"}), target="case"),
    Op("POST /cases/{case_id}/conceal", _json("POST", V + "/cases/{}/conceal", words="撤回"), DESKS, 200,
       frozenset({"worker", "unit", "chief", "auditor"}), target="released case"),
    Op("POST /cases/{case_id}/release/photos/{file_id}/preview",
       _json("POST", V + "/cases/{}/preview", shapes=[]), DESKS, 200,
       frozenset({"worker", "unit", "chief", "auditor"}), target="picture of case"),
    Op("GET /twins", _json("GET", f"{V}/twins"), {"district", "street"}, 200,
       frozenset(SIGNED - {"district", "street"})),
    Op("POST /twins/{twin_id}/judge", _json("POST", V + "/twins/{}/judge", state="same"), {"district", "street"},
       target="twin"),
    Op("GET /late", _json("GET", f"{V}/late"), DESKS, 200, frozenset(SIGNED - DESKS)),
    Op("GET /rechecks", _json("GET", f"{V}/rechecks"), SIGNED),
    Op("GET /rechecks/figures", _json("GET", f"{V}/rechecks/figures"), DESKS, 200, frozenset(SIGNED - DESKS)),
    Op("POST /rechecks/{recheck_id}/result",
       _json("POST", V + "/rechecks/{}/result", result="unsure", words="围挡挡住了", happened_at=_now),
       DESKS | {"worker", "worker2"}, target="recheck"),
    Op("GET /call-backs", _json("GET", f"{V}/call-backs"), DESKS, 200, frozenset(SIGNED - DESKS)),
    Op("POST /call-backs/{call_id}/answer", _json("POST", V + "/call-backs/{}/answer", reached=True, solved=True),
       DESKS, target="call"),
    Op("GET /solved", _json("GET", f"{V}/solved"), DESKS, 200, frozenset(SIGNED - DESKS)),
    Op("GET /notices", _json("GET", f"{V}/notices"), SIGNED),
    Op("GET /entries", _json("GET", f"{V}/entries"), SIGNED),
    Op("GET /flows", _json("GET", f"{V}/flows"), SIGNED),
    Op("GET /flows/{name}", _json("GET", V + "/flows/{}"), SIGNED, target="flow"),
    Op("GET /kinds", _json("GET", f"{V}/kinds"), SIGNED),
    Op("GET /catalogue", _json("GET", f"{V}/catalogue"), SIGNED),
    Op("GET /catalogue/search", _json("GET", f"{V}/catalogue/search?q=井盖"), SIGNED),
    Op("GET /units", _json("GET", f"{V}/units"), SIGNED),
    Op("GET /offices", _json("GET", f"{V}/offices"), SIGNED),
    Op("GET /rosters", _json("GET", f"{V}/rosters?area={GRID}"), IN_GRID, 200, frozenset(SIGNED - IN_GRID)),
    Op("GET /rosters/holes", _json("GET", f"{V}/rosters/holes"), DESKS, 200, frozenset(SIGNED - DESKS)),
    Op("GET /places/locate", _json("GET", f"{V}/places/locate?lat=41.1963&lng=122.0568"), SIGNED),
    Op("GET /places/areas/{code}", _json("GET", V + "/places/areas/{}"), SIGNED, target="area"),
    Op("GET /map/areas", _json("GET", f"{V}/map/areas?within=211102005013&level=grid"), SIGNED),
    Op("GET /map/ground", _json("GET", f"{V}/map/ground?bbox=122.05,41.18,122.07,41.2&zoom=16"), SIGNED),
    Op("GET /map/cases", _json("GET", f"{V}/map/cases?bbox=122.05,41.18,122.07,41.2&zoom=16"), SIGNED),
    Op("GET /map/base", _json("GET", f"{V}/map/base"), SIGNED),
    Op("GET /map/base.pmtiles", _json("GET", f"{V}/map/base.pmtiles"), SIGNED, 404),
    Op("GET /accounts", _json("GET", f"{V}/accounts"), SUPERIORS, 200, frozenset(SIGNED - SUPERIORS)),
    Op("POST /accounts", _json("POST", f"{V}/accounts", username=lambda: f"new{uuid4().hex[:8]}", name="新来的",
                               password="river-lamp-2027", grants=[{"post": "grid_worker", "area": GRID}]),
       ABOVE_WORKER, 201, frozenset(SIGNED - ABOVE_WORKER)),
    Op("POST /accounts/{username}/reset", _json("POST", V + "/accounts/{}/reset", password="river-lamp-2027"),
       ABOVE_WORKER, 200, frozenset({"chief"}), target="account"),
    Op("POST /accounts/{username}/grants", _json("POST", V + "/accounts/{}/grants", post="grid_worker",
                                                 area="211102005013003"),
       ABOVE_WORKER, 201, frozenset({"chief"}), target="account"),
    Op("POST /accounts/{username}/grants/end", _json("POST", V + "/accounts/{}/grants/end", ends_on="2099-01-01"),
       ABOVE_WORKER, 200, frozenset({"chief"}), target="account"),
    Op("POST /accounts/{username}/hand-over", _json("POST", V + "/accounts/{}/hand-over", last_day=_tomorrow),
       ABOVE_WORKER, 200, frozenset({"chief"}), target="account"),
    Op("POST /accounts/{username}/sessions/end", _json("POST", V + "/accounts/{}/sessions/end", sure=True),
       ABOVE_WORKER, 200, frozenset({"chief"}), target="account"),
    Op("GET /settings/units", _json("GET", f"{V}/settings/units"), SIGNED),
    Op("POST /settings/units", _json("POST", f"{V}/settings/units", code="locks", name="开锁队", area=GRID[:12]),
       SETS, 201, frozenset(SIGNED - SETS)),
    Op("GET /settings/units/{unit}", _json("GET", V + "/settings/units/{}"), SIGNED, target="unit"),
    Op("POST /settings/units/{unit}", _json("POST", V + "/settings/units/{}", phone="110"), SETS, 200,
       frozenset(SIGNED - SETS), target="unit"),
    Op("POST /settings/units/{unit}/end", _json("POST", V + "/settings/units/{}/end", ends_on=_today), SETS, 200,
       frozenset(SIGNED - SETS), target="unit"),
    Op("POST /settings/offices/{code}",
       _json("POST", f"{V}/settings/offices/joint", name="联办", area=GRID[:9], units=[]), SETS, 200,
       frozenset(SIGNED - SETS)),
    Op("GET /settings/people", _json("GET", f"{V}/settings/people"), SUPERIORS, 200, frozenset(SIGNED - SUPERIORS)),
    Op("GET /settings/people/{person}", _json("GET", V + "/settings/people/{}"), ABOVE_WORKER, 200,
       frozenset(SIGNED - ABOVE_WORKER), target="person"),
    Op("POST /settings/people/{person}", _json("POST", V + "/settings/people/{}", phone="13800000111"), ABOVE_WORKER,
       200, frozenset(SIGNED - ABOVE_WORKER), target="person"),
    Op("POST /settings/people/{person}/grants", _json("POST", V + "/settings/people/{}/grants", post="grid_worker",
                                                      area="211102005013003"),
       ABOVE_WORKER, 201, frozenset(SIGNED - ABOVE_WORKER), target="person"),
    Op("POST /settings/people/{person}/grants/{grant}/end",
       _json("POST", V + "/settings/people/{}/end", ends_on=_tomorrow), ABOVE_WORKER, 200,
       frozenset(SIGNED - ABOVE_WORKER), target="grant"),
    Op("POST /settings/people/{person}/hand-over", _json("POST", V + "/settings/people/{}/hand-over",
                                                         last_day=_tomorrow),
       ABOVE_WORKER, 200, frozenset(SIGNED - ABOVE_WORKER), target="person"),
    Op("GET /settings/shifts", _json("GET", f"{V}/settings/shifts?area={GRID}"), ABOVE_WORKER, 200,
       frozenset(SIGNED - ABOVE_WORKER)),
    Op("POST /settings/shifts", _json("POST", f"{V}/settings/shifts", person=lambda: _person("worker"), area=GRID,
                                      starts_at=lambda: _hours(30), ends_at=lambda: _hours(38)),
       ABOVE_WORKER, 201, frozenset(SIGNED - ABOVE_WORKER)),
    Op("POST /settings/shifts/copy-week", _json("POST", f"{V}/settings/shifts/copy-week", area=GRID[:12],
                                                week=lambda: _monday(0), to=lambda: _monday(1)),
       ABOVE_WORKER, 200, frozenset(SIGNED - ABOVE_WORKER)),
    Op("POST /settings/shifts/{shift}", _json("POST", V + "/settings/shifts/{}", ends_at=lambda: _hours(33)),
       ABOVE_WORKER, 200, frozenset(SIGNED - ABOVE_WORKER), target="shift"),
    Op("POST /settings/shifts/{shift}/cancel", _json("POST", V + "/settings/shifts/{}/cancel", sure=True),
       ABOVE_WORKER, 200, frozenset(SIGNED - ABOVE_WORKER), target="shift"),
    Op("POST /settings/shifts/{shift}/stand-in", _json("POST", V + "/settings/shifts/{}/stand-in",
                                                       person=lambda: _person("worker2")),
       ABOVE_WORKER, 201, frozenset(SIGNED - ABOVE_WORKER), target="shift"),
    Op("GET /settings/areas/{code}", _json("GET", V + "/settings/areas/{}"), SIGNED, target="own area"),
    Op("POST /settings/areas/{code}", _json("POST", V + "/settings/areas/{}", name="第一网格"), SETS, 200,
       frozenset(SIGNED - SETS), target="own area"),
    Op("GET /settings/kinds", _json("GET", f"{V}/settings/kinds"), SIGNED),
    Op("GET /settings/kinds/{code}", _json("GET", V + "/settings/kinds/{}"), SIGNED, target="kind"),
    Op("POST /settings/kinds/{code}", _json("POST", V + "/settings/kinds/{}", limit="2 工作日"), {"admin"}, 200,
       frozenset(SIGNED - {"admin"}), target="kind"),
    Op("POST /settings/kinds", _json("POST", f"{V}/settings/kinds", code="C0187", name="智能井盖",
       name_en="Smart cover", limit="1 工作日"), {"admin"}, 201, frozenset(SIGNED - {"admin"})),
    Op("POST /settings/kinds/{code}/preview", _json("POST", V + "/settings/kinds/{}/preview", limit="2 工作日"),
       {"admin"}, 200, frozenset(SIGNED - {"admin"}), target="kind"),
    Op("GET /settings/catalogue/file", _json("GET", f"{V}/settings/catalogue/file?form=csv"), SIGNED),
    Op("POST /settings/catalogue/file/preview", _sheet(f"{V}/settings/catalogue/file/preview"), {"admin"}, 200,
       frozenset(SIGNED - {"admin"})),
    Op("POST /settings/catalogue/file", _sheet(f"{V}/settings/catalogue/file"), {"admin"}, 200,
       frozenset(SIGNED - {"admin"})),
    Op("GET /settings/controls", _json("GET", f"{V}/settings/controls"), SIGNED),
    Op("POST /settings/controls", _json("POST", f"{V}/settings/controls", **CONTROL), {"admin"}, 201,
       frozenset(SIGNED - {"admin"})),
    Op("POST /settings/controls/{control_id}/end", _json("POST", V + "/settings/controls/{}/end", reason="x"),
       {"admin"}, 200, frozenset(SIGNED - {"admin"}), target="control"),
    Op("GET /settings/flows", _json("GET", f"{V}/settings/flows"), SIGNED),
    Op("GET /settings/flows/{name}", _json("GET", V + "/settings/flows/{}"), SIGNED, target="flow"),
    Op("POST /settings/flows/{name}", _json("POST", V + "/settings/flows/{}", off=["urge@reported"]), {"admin"}, 200,
       frozenset(SIGNED - {"admin"}), target="flow"),
    Op("POST /settings/flows/{name}/preview", _json("POST", V + "/settings/flows/{}/preview", off=[]), {"admin"}, 200,
       frozenset(SIGNED - {"admin"}), target="flow"),
    Op("GET /settings/routing", _json("GET", f"{V}/settings/routing"), SIGNED),
    Op("POST /settings/routing", _json("POST", f"{V}/settings/routing", rules=[]), {"admin", "district"}, 200,
       frozenset(SIGNED - {"admin", "district"})),
    Op("POST /settings/routing/try", _json("POST", f"{V}/settings/routing/try", rules=[]), {"admin", "district"}, 200,
       frozenset(SIGNED - {"admin", "district"})),
    Op("GET /settings/calendars", _json("GET", f"{V}/settings/calendars"), SIGNED),
    Op("GET /settings/calendars/{code}/years/{year}", _json("GET", V + "/settings/calendars/{}/years/2026"), SIGNED,
       target="calendar"),
    Op("POST /settings/calendars/{code}", _json("POST", V + "/settings/calendars/{}", after=1), {"admin"}, 200,
       frozenset(SIGNED - {"admin"}), target="calendar"),
    Op("POST /settings/calendars/{code}/preview", _json("POST", V + "/settings/calendars/{}/preview", after=1),
       {"admin"}, 200, frozenset(SIGNED - {"admin"}), target="calendar"),
    Op("GET /settings/texts", _json("GET", f"{V}/settings/texts"), SIGNED),
    Op("POST /settings/texts/{name}", _json("POST", V + "/settings/texts/{}", zh=None), {"admin"}, 200,
       frozenset(SIGNED - {"admin"}), target="text"),
    Op("POST /settings/texts/{name}/preview", _json("POST", V + "/settings/texts/{}/preview", zh="{number}", en="x"),
       {"admin"}, 200, frozenset(SIGNED - {"admin"}), target="text"),
    Op("GET /settings/solving", _json("GET", f"{V}/settings/solving"), SIGNED),
    Op("POST /settings/solving", _json("POST", f"{V}/settings/solving", recheck=10, share=5, least=5,
                                       script=[{"zh": "解决了吗？", "en": "Is it solved?"}]),
       {"admin"}, 200, frozenset(SIGNED - {"admin"})),
    Op("GET /files/{file_id}", _json("GET", V + "/files/{}"), SEE, target="file"),
    Op("POST /uploads", _form(f"{V}/uploads"), SIGNED, 201),
    Op("OPTIONS /uploads/tus/", _tus("OPTIONS", f"{V}/uploads/tus/"), SIGNED, 204, open=True),
    Op("POST /uploads/tus/", _tus("POST", f"{V}/uploads/tus/", Upload_Length="100"), SIGNED, 201),
    Op("HEAD /uploads/tus/{upload_id}", _tus("HEAD", V + "/uploads/tus/{}"), SIGNED, target="upload"),
    Op("PATCH /uploads/tus/{upload_id}", _tus("PATCH", V + "/uploads/tus/{}", b"x" * 10, Upload_Offset="0"), SIGNED,
       204, target="upload"),
    Op("POST /public/reports", _json("POST", f"{V}/public/reports", **REPORT), SIGNED, 201, open=True),
    Op("POST /public/reports/alike", _json("POST", f"{V}/public/reports/alike", words="树倒了", place={"area": GRID}),
       SIGNED, open=True),
    Op("POST /public/reports/{code}/contest",
       _json("POST", V + "/public/reports/{}/contest", words="还在冒水，我不同意"), SIGNED, open=True, target="code"),
    Op("POST /public/reports/{code}/rating",
       _json("POST", V + "/public/reports/{}/rating", solved=True, answered=False, satisfied=4), SIGNED, open=True,
       target="code"),
    Op("GET /public/cases", _json("GET", f"{V}/public/cases"), SIGNED, open=True),
    Op("GET /public/files/{file_id}", _json("GET", V + "/public/files/{}"), SIGNED, open=True, target="public file"),
    Op("POST /public/uploads", _form(f"{V}/public/uploads"), SIGNED, 201, open=True),
    Op("OPTIONS /public/uploads/tus/", _tus("OPTIONS", f"{V}/public/uploads/tus/"), SIGNED, 204, open=True),
    Op("POST /public/uploads/tus/", _tus("POST", f"{V}/public/uploads/tus/", Upload_Length="100"), SIGNED, 201,
       open=True),
    Op("HEAD /public/uploads/tus/{upload_id}", _tus("HEAD", V + "/public/uploads/tus/{}"), SIGNED, open=True,
       target="public upload"),
    Op("PATCH /public/uploads/tus/{upload_id}",
       _tus("PATCH", V + "/public/uploads/tus/{}", b"x" * 10, Upload_Offset="0"), SIGNED, 204, open=True,
       target="public upload"),
)  # fmt: skip


def test_the_table_names_every_operation_of_the_api():
    told = {
        f"{method.upper()} {path.removeprefix(V)}"
        for path, operations in api.get_openapi_schema()["paths"].items()
        for method in operations
    }
    assert told == {op.name for op in OPS}
    assert len(OPS) == len(told)


def own(target: str, role: str, actor: Any) -> Any:
    """The object that belongs to the role, or to the first grid."""
    if target == "case":
        return report_dispatched(actor)
    if target == "file":
        return Upload.objects.get(subject=f"case:{to_state('handled', actor)['id']}").id
    if target == "picture of case":
        photo = own("file", role, actor)
        return f"{Upload.objects.get(id=photo).subject.removeprefix('case:')}/release/photos/{photo}"
    if target in ("released case", "public file"):
        return released(actor, copy=target == "public file")
    if target == "twin":
        return twin("211102", report_dispatched(actor), report_dispatched(actor))
    if target == "code":
        return Report.objects.get(case=UUID(to_state("declined", actor)["id"])).code
    if target == "recheck":
        mine = next((held.area for held in actor(role).with_verb("case.recheck")), "") if role else ""
        return recheck("211102", report().body["case"]["id"], mine or GRID)
    if target == "call":
        return call_back("211102", report().body)
    if target == "session":
        return Session.objects.filter(account__username=role).latest("created_at").id
    if target == "flow":
        return "matters"
    settings: dict[str, Callable[[], Any]] = {
        "area": lambda: GRID,
        "own area": lambda: GRID,
        "unit": lambda: unit("property"),
        "person": lambda: _person("worker"),
        "grant": lambda: f"{_person('worker')}/grants/{Grant.objects.get(person=_person('worker')).id}",
        "shift": lambda: shift("211102", _person("worker"), GRID),
        "kind": lambda: "E0504",
        "calendar": lambda: calendar("OWN", "211102"),
        "text": lambda: "unseen",
        "control": lambda: control("211102"),
    }
    if target in settings:
        return settings[target]()
    if target == "account":
        return "worker"
    if target == "upload":
        who = actor(role).person if role else uuid4()
        return begin(district="211102", author=who, length=100, at=timezone.now()).id
    if target == "public upload":
        return begin(district="211102", author=public_actor("211102").person, length=100, at=timezone.now()).id
    return ""


def released(actor: Any, *, copy: bool) -> UUID:
    """A case that everybody sees, or the copy of its picture."""
    file = own("file", "", actor)
    case = UUID(Upload.objects.get(id=file).subject.removeprefix("case:"))
    photos = ({"id": str(file), "shapes": [], "looked": True},)
    text = str(Case.objects.get(id=case).words)
    release(
        actor=actor("community"), case_id=case, chosen=Chosen(text=text, photos=photos), key=str(uuid4()),
        at=timezone.now(),
    )  # fmt: skip
    return Upload.objects.get(made_of=file).id if copy else case


def twin(district: str, case: UUID, other: UUID) -> UUID:
    return Twin.objects.create(
        district=district, upload=uuid4(), other=uuid4(), case=case, other_case=other, distance=1, exact=False,
        found_at=timezone.now(),
    ).id  # fmt: skip


def shift(district: str, person: Any, area: str) -> UUID:
    begin = timezone.now() + timedelta(hours=30)
    return Duty.objects.create(
        district=district, person_id=person, area=area, starts_at=begin, ends_at=begin + timedelta(hours=8)
    ).id


def control(district: str) -> UUID:
    return Control.objects.create(
        district=district, kinds="E0504", days=[0], starts=0, ends=60, effect="blocked", why="管控",
        why_en="Controlled", made_at=timezone.now(),
    ).id  # fmt: skip


def calendar(code: str, owner: str) -> str:
    version = {"name": "x", "valid_from": "2026-01-01", "week": ["08:00-12:00"] * 7, "dates": {}, "published": []}
    publish_calendar(
        code=code, owner=owner, zone="Asia/Shanghai", version=version, district=owner, key=code, at=timezone.now()
    )
    return code


def recheck(district: str, case: str, grid: str) -> UUID:
    at = timezone.now()
    return Recheck.objects.create(
        district=district, case=UUID(case), entry=1, home=GRID, grid=grid, edition=0, drawn_at=at
    ).id


def call_back(district: str, told: Any) -> UUID:
    at, area = timezone.now(), told["case"]["area"]["code"]
    return CallBack.objects.create(
        district=district, case=UUID(told["case"]["id"]), report=UUID(told["report"]["id"]), who=area, area=area,
        month=today(at).replace(day=1), next_at=at, drawn_at=at,
    ).id  # fmt: skip


def report_dispatched(actor: Any) -> UUID:
    return UUID(to_state("dispatched", actor, phone="13800000172")["id"])


def foreign(target: str, role: str, actor: Any) -> Any:
    """One of another district, or of somebody else."""
    if target == "picture of case":
        return f"{foreign('case', role, actor)}/release/photos/{uuid4()}"
    if target == "twin":
        return twin("211103", foreign("case", role, actor), foreign("case", role, actor))
    if target in ("case", "released case"):
        return report(public_actor("211103"), place=None, channel="public").body["case"]["id"]
    if target in ("recheck", "call"):
        told = report(public_actor("211103"), place=None, channel="public").body
        return recheck("211103", told["case"]["id"], GRID) if target == "recheck" else call_back("211103", told)
    if target in ("file", "public file"):
        return receive(district="211102", author=uuid4(), body=drain(blocked=True), at=timezone.now()).id
    if target == "session":
        other = Account.objects.exclude(username=role).first()
        open_session(other, device="other", at=timezone.now())
        return Session.objects.filter(account=other).latest("created_at").id
    if target == "own area":
        return "211103"
    if target == "unit":
        return Unit.objects.create(district="211103", code="far", name="外区单位", area="211103").id
    if target in ("person", "grant", "shift"):
        person = Person.objects.create(district="211103", name="外区的人")
        grant = Grant.objects.create(person=person, district="211103", post="grid_worker", area="211103001001001",
                                     starts_on=today(timezone.now()))  # fmt: skip
        made = {"person": person.id, "grant": f"{person.id}/grants/{grant.id}"}
        return made.get(target) or shift("211103", person.id, "211103001001001")
    if target == "control":
        return control("211103")
    if target == "calendar":
        return calendar("FAR", "211103")
    if target == "account":
        person = Person.objects.create(district="211103", name="外区的人")
        Grant.objects.create(person=person, district="211103", post="grid_worker", area="211103001001001",
                             starts_on=today(timezone.now()))  # fmt: skip
        Account.objects.create(username="stranger", person=person, password=make_password(None))
        return "stranger"
    if target in ("upload", "public upload"):
        return begin(district="211102", author=uuid4(), length=100, at=timezone.now()).id
    return None


def absent(target: str) -> Any:
    return {
        "flow": "nothing",
        "account": "nobody-at-all",
        "area": "211102005013999",
        "code": "NOSUCHCODE22",
        "own area": "211102005013999",
        "kind": "E9999",
        "calendar": "NONE",
        "text": "nothing",
        "grant": f"{uuid4()}/grants/{uuid4()}",
        "picture of case": f"{uuid4()}/release/photos/{uuid4()}",
    }.get(target, uuid4())


def test_an_outside_body_sees_what_is_dispatched_to_it_and_no_more(actor: Any, calls: Any):
    """The same calls as in the table, on a case that was dispatched to the property manager."""
    person = calls("property")
    foreign_case = report_dispatched(actor)
    own_case = to_state("registered", actor, phone="13800000172")["id"]
    moves = V + "/cases/{}/moves"
    calls("community")("POST", moves.format(own_case), {"key": "d", "verb": "dispatch", "unit": "property",
                                                        "happened_at": _now()})  # fmt: skip
    for case, status in ((own_case, 200), (foreign_case, 404)):
        assert person("GET", f"{V}/cases/{case}").status_code == status
        assert person("GET", f"{V}/cases/{case}/entries").status_code == status
        told = {"key": str(uuid4()), "verb": "start", "happened_at": _now()}
        assert person("POST", moves.format(case), told).status_code == status
    assert [c["id"] for c in person("GET", f"{V}/cases").json()["items"]] == [own_case]
    assert person("POST", f"{V}/cases/{own_case}/contact", {"key": "c", "reason": "问门牌"}).status_code == 403
    assert {e["subject"] for e in person("GET", f"{V}/entries").json()["items"]} == {f"case:{own_case}"}
    assert "13800000172" not in person("GET", f"{V}/cases/{own_case}").content.decode()


@pytest.mark.parametrize("role", [pytest.param(r, marks=[pytest.mark.both] if r == "community" else []) for r in ROLES])
@pytest.mark.parametrize("op", OPS, ids=lambda op: op.name)
def test_who_may_what(op: Op, role: str, actor: Any, calls: Any):
    person = calls(role)
    mine = own(op.target, role, actor) if role or op.target != "session" else uuid4()
    if op.open or role in op.who:
        wanted = op.good
    elif not role:
        wanted = 401
    else:
        wanted = 403 if role in op.seen else op.other
    answers = {"own": (op.call(person, mine), wanted)}
    if op.target:
        person, away = calls(role), 401 if not role and not op.open else 404
        other = foreign(op.target, role, actor)
        if other is not None:
            answers["foreign"] = (op.call(person, other), away)
        answers["absent"] = (op.call(person, absent(op.target)), away)
    assert {name: a.status_code for name, (a, _) in answers.items()} == {n: w for n, (_, w) in answers.items()}
    bodies = {n: a.json() for n, (a, w) in answers.items() if w == 404 and a.content}
    if {"foreign", "absent"} <= bodies.keys():
        assert bodies["foreign"] == bodies["absent"]
    for answer, status in answers.values():
        if status >= 400 and answer.content:
            assert answer["Content-Type"] == "application/problem+json"
            assert set(answer.json()) == {"type", "title", "status", "code", "detail", "facts"}


def test_a_unit_that_was_asked_to_help_reaches_that_case_and_no_more(actor: Any, calls: Any):
    """The same calls as in the table, on a case of the drainage team in which the property manager has a task."""
    desk, helper = calls("community"), calls("property")
    own_case, other = report_dispatched(actor), report_dispatched(actor)
    moves = f"{V}/cases/{own_case}/moves"

    def send(who: Any, verb: str, **facts: Any) -> Any:
        return who("POST", moves, {"key": str(uuid4()), "verb": verb, "happened_at": _now()} | facts)

    assert send(helper, "contribute", words="还没请我").status_code == 404
    assert send(desk, "invite", units=["property"], words="请协办").status_code == 200
    assert send(desk, "whistle", units=["property"], words="桥头见", limit_minutes=30).status_code == 200
    for case, status in ((own_case, 200), (other, 404)):
        for path in ("", "/entries", "/deadline"):
            assert helper("GET", f"{V}/cases/{case}{path}").status_code == status
    assert helper("GET", f"{V}/cases/{own_case}/suggestions").status_code == 403
    assert helper("POST", f"{V}/cases/{own_case}/contact", {"key": "c", "reason": "问门牌"}).status_code == 403
    assert "13800000172" not in helper("GET", f"{V}/cases/{own_case}").content.decode()
    assert [c["id"] for c in helper("GET", f"{V}/cases?mine=true").json()["items"]] == [str(own_case)]
    for verb in ("start", "finish", "return", "invite", "withdraw", "whistle", "designate", "dispatch"):
        facts = {"units": ["greening"], "words": "x", "unit": "greening"}
        assert send(helper, verb, **facts).status_code == 403, verb
    found = helper("GET", f"{V}/cases/{own_case}").json()
    assert {m["verb"] for m in found["allowed"]} == {"contribute", "arrive", "object", "remark"}
    needs = {m["verb"]: m["needs"]["required"] for m in found["allowed"]}
    assert needs["arrive"] == ["place"]
    assert [(t["role"], t["state"], t["seen_at"] is not None) for t in found["tasks"]] == [
        ("co", "open", True), ("arrive", "open", True),
    ]  # fmt: skip
    here = {"lat": 41.1972, "lng": 122.056796}
    assert send(helper, "arrive", place=here).json()["allowed"]
    assert send(helper, "contribute", words="补好了").status_code == 200
    told = desk("GET", f"{V}/cases/{own_case}").json()["tasks"]
    assert [(t["state"], t["words"], (t["arrival"] or {}).get("metres")) for t in told] == [
        ("done", "补好了", None), ("done", None, 100),
    ]  # fmt: skip
    assert helper("GET", f"{V}/cases?mine=true").json()["items"] == []
    assert helper("GET", f"{V}/cases/{own_case}").status_code == 200
    assert send(helper, "contribute", words="再来").status_code == 403
    assert send(desk, "whistle", units=["property"], words="x", limit_minutes=5).json()["code"] == (
        "limit_minutes_out_of_range"
    )
