"""Routing rules as a district writes them: what they say, what changed ones would have done, the next edition."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from wangge.api.answers.routing import RoutingChosen, RoutingTried, WholeRouting
from wangge.api.auth import asking
from wangge.api.replies import hand_out, reply
from wangge.api.settings.bodies import RoutingSet, RoutingTry
from wangge.cases.queries import TRIED_DAYS, kind_words, proposals, said_of, times_overruled, trial_of
from wangge.cases.rules import OFTEN, Moved, Tally, Trial
from wangge.catalogue.actions import draft_of, set_routing
from wangge.catalogue.queries import kinds, last_routing, routing_editions, routing_from
from wangge.catalogue.rules import TROUBLES, Lead, Routing, RoutingRule, conflicts, troubles
from wangge.core.refusals import Refused
from wangge.core.words import Say
from wangge.orgs.queries import today, unit_tree
from wangge.orgs.rules import looks_after
from wangge.orgs.rules.setting import setter
from wangge.places.queries import areas_on, full_name

router = Router()
VERB = "routing.set"
MOST_EDITIONS, MOST_MOVED = 20, 200


@router.get(
    "/settings/routing",
    response=WholeRouting,
    operation_id="read_routing",
    summary="The routing rules of my district, with what is to be said of them",
)
def read(request: HttpRequest) -> HttpResponse:
    actor, at = asking(request), timezone.now()
    district = actor.district
    last = last_routing(district)
    routing = routing_from(last)
    overruled = times_overruled(district, routing.rules, at=at)
    rules = []
    for rule in _written(district, routing.rules, at):
        times = overruled.get(rule["number"], 0)
        rules.append(rule | {"overruled": times, "often": times >= OFTEN})
    return hand_out({
        "edition": routing.edition,
        "since": last.made_at if last else None,
        "rules": rules,
        "conflicts": _conflicts(district, routing.rules, at),
        "proposals": [
            {
                "kind": _kind(one.kind), "area": _area(one.area), "unit": _unit(district, one.unit),
                "rulings": one.rulings, "last_at": one.last_at,
                "sentence": said_of(
                    RoutingRule(0, (one.kind,), (one.area,), one.unit, Say("", "")), district
                ).pair(),
            }
            for one in proposals(district, routing, at=at)
        ],
        "editions": [
            {"edition": e.edition, "since": e.made_at, "rules": len(e.rules)}
            for e in routing_editions(district, most=MOST_EDITIONS)
        ],
        "mine": looks_after(actor, district, VERB),
    })  # fmt: skip


@router.post(
    "/settings/routing/try",
    response=RoutingTried,
    operation_id="try_routing",
    summary="Which past cases changed rules would have moved; nothing is written",
)
def attempt(request: HttpRequest, body: RoutingTry) -> HttpResponse:
    actor, at = asking(request), timezone.now()
    district = actor.district
    setter(actor, VERB, area=district)
    last = last_routing(district)
    try:
        draft = draft_of(district, body.said(), last=last, at=at)
    except Refused as refusal:
        said = {"code": refusal.code, "detail": refusal.say.pair()}
        return hand_out(
            {"refusal": said, "place": refusal.facts.get("rule"), "rules": [], "conflicts": [], "trial": None}
        )
    trial = trial_of(district, routing_from(last), Routing(draft), at=at)
    return hand_out({
        "refusal": None, "place": None, "rules": _written(district, draft, at),
        "conflicts": _conflicts(district, draft, at), "trial": _trial(district, trial),
    })  # fmt: skip


@router.post(
    "/settings/routing",
    response=RoutingChosen,
    operation_id="choose_routing",
    summary="Give my district the next edition of its routing rules",
)
def choose(request: HttpRequest, body: RoutingSet) -> HttpResponse:
    actor = asking(request)
    held = setter(actor, VERB, area=actor.district)
    return reply(
        set_routing(
            district=held.district, said=body.said(), after=body.after, key=body.key, at=timezone.now(),
            actor=actor.person, post=held.post,
        )
    )  # fmt: skip


def _written(district: str, rules: Iterable[RoutingRule], at: datetime) -> list[dict[str, Any]]:
    """Rules by number, field by field and as sentences. Two statements."""
    day, tree, known = today(at), unit_tree(district), list(kinds())
    areas = set(areas_on(day, within=district))
    return [
        {
            "number": rule.number, "edition": rule.edition, "kinds": [_kind(begin) for begin in rule.kinds],
            "areas": [_area(code) for code in rule.areas], "unit": _unit(district, rule.unit), "local": rule.local,
            "stand_in": _unit(district, rule.stand_in) if rule.stand_in else None, "hours": rule.hours,
            "season": rule.season, "since": rule.since, "until": rule.until, "why": rule.why.pair(),
            "sentence": said_of(rule, district).pair(),
            "troubles": [
                {"code": code, "label": TROUBLES[code].pair()}
                for code in troubles(rule, day=day, tree=tree, areas=areas, kinds=known)
            ],
        }
        for rule in sorted(rules, key=lambda rule: rule.number)
    ]  # fmt: skip


def _conflicts(district: str, rules: Iterable[RoutingRule], at: datetime) -> list[dict[str, Any]]:
    return [
        {
            "wins": one.wins, "loses": one.loses, "area": _area(one.area or district),
            "kind": _kind(one.kind) if one.kind else None,
        }
        for one in conflicts(list(rules), day=today(at))
    ]  # fmt: skip


def _kind(begin: str) -> dict[str, Any]:
    return {"code": begin, "name": kind_words(begin).pair()}


def _area(code: str) -> dict[str, str]:
    return {"code": code, "name": full_name(code)}


def _unit(district: str, unit: UUID) -> dict[str, str]:
    tree = unit_tree(district)
    return {
        "id": str(unit), "code": tree.units[unit].code if unit in tree.units else "", "name": tree.name(unit).zh
    }  # fmt: skip


def _trial(district: str, trial: Trial) -> dict[str, Any]:
    return {
        "days": TRIED_DAYS, "cases": trial.cases, "moved": len(trial.moved), "gained": trial.gained,
        "lost": trial.lost, "summary": trial.summary(TRIED_DAYS).pair(), "whole": _tally(trial.whole),
        "items": [_moved(district, one) for one in trial.moved[:MOST_MOVED]],
        "left_off": max(0, len(trial.moved) - MOST_MOVED),
        "rules": [{"rule": number} | _tally(tally) for number, tally in sorted(trial.rules.items())],
        "units": _units(district, trial),
    }  # fmt: skip


def _units(district: str, trial: Trial) -> list[dict[str, Any]]:
    """Units by how many cases they put right, then by how many rules led to them."""
    both: Mapping[UUID, Tally] = trial.units
    order = sorted(
        {*trial.really, *both}, key=lambda unit: (-trial.really.get(unit, 0), -both.get(unit, Tally()).after, str(unit))
    )
    return [
        _tally(both.get(unit, Tally())) | {"unit": _unit(district, unit), "really": trial.really.get(unit, 0)}
        for unit in order
    ]


def _tally(tally: Tally) -> dict[str, int]:
    return {
        "before": tally.before, "right_before": tally.right_before, "after": tally.after,
        "right_after": tally.right_after,
    }  # fmt: skip


def _moved(district: str, one: Moved) -> dict[str, Any]:
    def says(lead: Lead | None) -> dict[str, Any] | None:
        if lead is None:
            return None
        return {"rule": lead.match.rule.number, "units": [_unit(district, unit) for unit in lead.units]}

    past = one.past
    return {
        "id": str(past.id), "number": past.number, "kind": _kind(past.kind) if past.kind else None,
        "area": _area(past.area), "sent_at": past.at, "ended_at": past.ended_at, "before": says(one.before),
        "after": says(one.after), "really": _unit(district, past.unit), "right_before": one.right_before,
        "right_after": one.right_after,
    }  # fmt: skip
