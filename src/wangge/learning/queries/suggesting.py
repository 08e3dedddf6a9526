"""What words are likely to be about, and who is likely to put it right."""

from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
from django.conf import settings

from wangge.cases.queries import Case, opening_words, suggestions
from wangge.catalogue.queries import index_of, kinds, kinds_in
from wangge.catalogue.rules import Index
from wangge.core.kept import Kept
from wangge.core.words import Say
from wangge.learning.queries.shelf import Loaded, present
from wangge.learning.rules import Hit, is_sure, shared, tokens_of
from wangge.orgs.queries import unit_names

MOST, LEAST_SHARE, MOST_WORDS = 3, 0.01, 4000


def suggest(district: str, words: str, *, area: str, at: datetime, kind: str = "") -> dict[str, Any]:
    """Up to three kinds and three units for words, the likeliest first. No statement: all is kept in the process.

    ``{"kinds": [{"code", "share", "why"}], "units": [{"id", "share", "done", "of", "kind"}], "abstains", "by",
    "model"}``. ``share`` is null and ``by`` is ``catalogue`` where the catalogue's words propose, for want of a model.
    ``why`` are words of the text itself. ``abstains`` says that the first kind is not sure enough to be put forward.
    With ``kind``, the case's own, the units are those for it.
    """
    words, loaded = words[:MOST_WORDS], present(district)
    street = area[: settings.CODE_LENGTHS["street"]]
    street = street if len(street) == settings.CODE_LENGTHS["street"] else ""
    if loaded is None:
        return by_words(district, words)
    return _by_model(loaded, district, words, street, at, kind)


def _by_model(loaded: Loaded, district: str, words: str, street: str, at: datetime, kind: str) -> dict[str, Any]:
    hour = at.astimezone(ZoneInfo(settings.DISTRICT_ZONE)).hour
    shares = loaded.linear.shares(tokens_of(words, street=street, hour=hour))
    used, _ = _kept(district)()
    order = [n for n in np.argsort(-shares, kind="stable").tolist() if loaded.linear.kinds[n] in used]
    best = [n for n in order[:MOST] if shares[n] >= LEAST_SHARE]
    likely = {loaded.linear.kinds[n]: float(shares[n]) for n in best}
    about = {kind: 1.0} if kind else likely
    units = list(loaded.units.shares(about, street).items())[:MOST]
    first = max(about, key=lambda code: about[code], default="")
    there = unit_names()
    return {
        "kinds": [
            {"code": code, "share": round(share, 4), "why": loaded.linear.why(words, n)}
            for n, (code, share) in zip(best, likely.items(), strict=True)
        ],
        "units": [
            {"id": unit, "share": round(share, 4)}
            | dict(zip(("done", "of"), loaded.units.counts(first, street, unit), strict=True))
            for unit, share in units
            if UUID(unit) in there and share >= LEAST_SHARE
        ],
        "abstains": not best or float(shares[best[0]]) < loaded.card["threshold"],
        "by": "model",
        "model": str(loaded.id),
    }


@lru_cache(maxsize=20)
def _kept(district: str) -> Kept[tuple[dict[str, str], Index]]:
    def load() -> tuple[dict[str, str], Index]:
        used = kinds_in(district)
        return {kind.code: f"{kind.say.zh}，{kind.say.en}，{kind.words}" for kind in used}, index_of(tuple(used))

    return Kept(load)


def forget_words() -> None:
    """Take the words of the catalogue anew at the next question."""
    _kept.cache_clear()


def hits_by_words(district: str, words: str) -> list[Hit]:
    """The kinds in use that the catalogue's search finds, the best first. No statement."""
    said, index = _kept(district)()
    return [Hit(hit.kind, hit.score, shared(words, said[hit.kind])) for hit in index.find(words, most=MOST)]


def by_words(district: str, words: str) -> dict[str, Any]:
    """What the catalogue's words propose; no shares, as nobody has counted, and no units."""
    hits = hits_by_words(district, words)
    return {
        "kinds": [{"code": hit.code, "share": None, "why": list(hit.why)} for hit in hits],
        "units": [],
        "abstains": not is_sure(hits),
        "by": "catalogue",
        "model": None,
    }


def suggestion_answer(found: dict[str, Any]) -> dict[str, Any]:
    """A suggestion as the API hands it out, with names."""
    every, units = kinds(), unit_names()
    return found | {
        "kinds": [
            {"kind": {"code": k["code"], "name": every[k["code"]].say.pair()}, "share": k["share"], "why": k["why"]}
            for k in found["kinds"]
        ],
        "units": [
            {
                "unit": {"id": u["id"], "name": units[UUID(u["id"])]},
                "share": u["share"],
                "reason": _reason(u).pair(),
            }
            for u in found["units"]
        ],
    }


def _reason(unit: dict[str, Any]) -> Say:
    if unit["of"]:
        return Say(
            f"本街道此类办结的 {unit['of']} 件里，{unit['done']} 件由它办结",
            f"ended {unit['done']} of the {unit['of']} cases of this kind in this street",
        )
    return Say("全区此类案件常由它办结", "often ends cases of this kind in the district")


def suggestion_for(case: Case, *, at: datetime) -> dict[str, Any]:
    """What a case is likely to be about by its opening words, as the API hands it out.

    Where no model knows units for its kind, those that rulings and closed cases advise stand in. At most seven
    statements.
    """
    words, _ = opening_words([case])[case.id]
    told = suggestion_answer(suggest(case.district, words, area=case.area, at=case.created_at, kind=case.kind))
    if not told["units"]:
        told["units"] = [
            {"unit": {"id": s["unit"]["id"], "name": s["unit"]["name"]}, "share": None, "reason": s["reason"]}
            for s in suggestions(case, at=at)[:MOST]
        ]
    return told
