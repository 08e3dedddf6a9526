"""Whole stories played through the HTTP API against a running server, told in words while they happen."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from wangge.simulate.caller import Caller
from wangge.simulate.pictures import drain

Tell = Callable[[str], None]
People = dict[str, Caller]


class StoryBroke(Exception):
    """Something in the story did not come out as it should; the text says what."""


def expect(truth: bool, what: str) -> None:
    """Raises ``StoryBroke`` with the sentence unless it is true."""
    if not truth:
        raise StoryBroke(what)


def play_drain(people: People, resident: Caller, *, tell: Tell) -> tuple[str, str]:
    """The blocked drain behind the restaurant (延风社区, 211102005013): told by a resident, closed the same day.

    ``people`` are signed-in callers by user name (worker, community, street, unit). Returns the case's number
    and the tracking address; raises ``StoryBroke`` or ``caller.Turned`` when anything goes another way.
    """
    worker, community, street, unit = (people[name] for name in ("worker", "community", "street", "unit"))

    tell("雨后，饭店后面的下水口又堵了。居民扫了楼道里的码，拍照、写一句话，不用账号。")
    photo = resident.upload(drain(blocked=True), public=True)
    told = resident.command(
        "/api/v1/public/reports",
        words="饭店后面的下水口又堵了，一下雨就往外冒，楼道口都是水。",
        place={"building": "211102005013001-01"},
        photos=[photo],
        phone="13800000172",
    )
    code, url = told["code"], told["url"]
    tell(f"　收到，查询码 {code}")
    expect("收到" in resident.page(f"/t/{code}"), "the tracking page does not show that the report came in")

    case = _find(worker, "worker")
    expect(case["number"] == _find(community, "community")["number"], "worker and community see different cases")
    tell(f"案件 {case['number']} 同时出现在网格员{worker.name}和社区{community.name}面前，归 {case['owner']['name']}。")
    case_id = case["id"]

    tell("社区受理，网格员到现场核实：属实，但要疏通车，自己办不了。")
    community.move(case_id, "accept")
    seen = worker.upload(drain(blocked=True, seed=2))
    worker.move(case_id, "verify", result="exists", words="管道堵死了，要疏通车。", photos=[seen])
    case = community.move(case_id, "register", kind="E0504")
    tell(f"社区立案：{case['kind']['name']['zh']}，{_local(case['due_at'])} 前办好。社区没有疏通车，报到街道。")
    community.move(case_id, "escalate", words="要排水队的疏通车，请街道协调。")

    units = {u["code"]: u for u in street.ask("GET", "/api/v1/units")["items"]}
    case = street.move(case_id, "dispatch", unit=units["drainage"]["id"], words="物业一起到场，当天办好。")
    tell(f"街道{street.name}当场派给{case['owner']['name']}。")

    mine = unit.ask("GET", "/api/v1/cases?mine=true")["items"]
    expect(any(item["id"] == case_id for item in mine), "the unit does not see the case that was dispatched to it")
    unit.ask("GET", f"/api/v1/cases/{case_id}")
    unit.move(case_id, "start")
    tell(f"{unit.name}带疏通车到场，开始处置。")
    after = unit.upload(drain(blocked=False))
    unit.move(case_id, "finish", photos=[after], words="管道疏通，油污清走，和物业约好每月清一次。")
    tell("　办完，附处置后照片。")

    checked = worker.upload(drain(blocked=False, seed=3))
    worker.move(case_id, "check_pass", photos=[checked], words="水下去了，居民都说好。")
    tell(f"网格员{worker.name}回到原处核查：通过。")
    case = street.move(case_id, "close")
    expect(case["state"] == "closed", f"the case ended as {case['state']}")

    page = resident.page(f"/t/{code}")
    expect("结案" in page, "the tracking page does not show that the case was closed")
    verbs = [e["verb"] for e in street.ask("GET", f"/api/v1/cases/{case_id}/entries")["items"]]
    tell(f"结案。案卷 {len(verbs)} 条，居民在查询页上每一步都看得到。")
    return case["number"], url


def _find(person: Caller, who: str) -> dict[str, Any]:
    """The newest case in front of a person."""
    items = person.ask("GET", "/api/v1/cases?mine=true&limit=1")["items"]
    expect(bool(items), f"nothing stands in front of {who}")
    case: dict[str, Any] = items[0]
    return case


def _local(moment: str) -> str:
    """A time of the API in the zone of the district of the stories."""
    return f"{datetime.fromisoformat(moment).astimezone(ZoneInfo('Asia/Shanghai')):%m-%d %H:%M}"


STORIES = {"drain": play_drain}
