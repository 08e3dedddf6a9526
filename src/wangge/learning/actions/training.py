"""Learning from the closed cases of a district, with a card that says how good it is."""

import hashlib
import os
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
import orjson
from django.conf import settings

from wangge.cases.queries import ClosedCase, closed_cases, count_closed
from wangge.core.ids import PUBLIC, uuid7
from wangge.core.refusals import NotNow
from wangge.core.words import Say
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.rules import Subject, digest
from wangge.learning.actions.fitting import SEED, Heap, fit
from wangge.learning.queries import KEPT, PRESENT, cards, folder_of, hits_by_words, packed, present, unpacked
from wangge.learning.rules import (
    FORM,
    LEAST_CASES,
    Linear,
    UnitTable,
    abstention_curve,
    calibration_error,
    macro_f1,
    recalls,
    reliability,
    right_among,
    softmax,
    temperature_for,
    threshold_for,
    tokens_of,
)

MOST_CASES, LEAST_OF_KIND = 200_000, 5
CALIBRATE, TEST = 0.1, 0.1


@dataclass(frozen=True)
class Progress:
    """How far it is: ``stage`` is ``read``, ``fit`` or ``weigh``."""

    stage: str
    done: int
    all: int


@dataclass
class Read:
    """What was read of the closed cases, the last first; words are kept of none."""

    heap: Heap
    kinds: list[str]
    units: list[str]
    streets: list[str]
    ended: list[datetime]
    by_words: list[tuple[str, ...]]


Tell = Callable[[Progress], None]


def learn(
    district: str, *, at: datetime, seed: int = SEED, dry_run: bool = False, force: bool = False, tell: Tell
) -> dict[str, Any]:
    """Learn from a district's closed cases; gives the model's card, whose ``active`` says whether it is used now.

    Four fifths, the earlier ones, are learned from; a tenth sets how sure to be, the last tenth is the test. It is used
    when it is not less right on that test than the one in use (or with ``force``). ``dry_run`` keeps nothing. Records
    ``learning.activate``. Raises ``NotNow``: ``too_few_cases``, ``one_kind_only``, ``learn_part_missing``.
    """
    began = time.monotonic()
    there = count_closed(district)
    if there < LEAST_CASES:
        raise NotNow(
            "too_few_cases",
            Say(
                f"办结的案件只有 {there} 件，满 {LEAST_CASES} 件才能学习。在那之前按目录里的常用说法来建议。",
                f"Only {there} cases are closed; learning begins at {LEAST_CASES}. Until then the catalogue's words "
                "suggest.",
            ),
            closed=there,
            needed=LEAST_CASES,
        )
    read = _read(district, there, tell)
    order = list(range(len(read.heap) - 1, -1, -1))
    test_at = len(order) - int(len(order) * TEST)
    fit_until = test_at - int(len(order) * CALIBRATE)
    often = Counter(read.kinds[n] for n in order[:fit_until])
    chosen = [n for n in order[:fit_until] if often[read.kinds[n]] >= LEAST_OF_KIND]
    labels = [read.kinds[n] for n in chosen]
    if len(set(labels)) < 2:
        raise NotNow(
            "one_kind_only",
            Say(
                "办结的案件里够得上学习的类别不到两个，没有可学的。请等各类案件多一些再来。",
                "Fewer than two kinds have cases enough to learn from. Come back when more kinds have been closed.",
            ),
        )
    linear = fit(read.heap, chosen, labels, seed=seed, tell=lambda done, of: tell(Progress("fit", done, of)))
    later, test = order[fit_until:test_at], order[test_at:]
    tell(Progress("weigh", 0, len(later) + len(test)))
    linear = replace(linear, temperature=temperature_for(_scores(linear, read, later), _truth(linear, read, later)))
    tell(Progress("weigh", len(later), len(later) + len(test)))
    units = UnitTable()
    for n in order[:fit_until]:
        if read.units[n]:
            units.add(read.kinds[n], read.streets[n], read.units[n])
    body = packed(linear, units)
    linear, units = unpacked(body)
    card = _measured(linear, units, read, later, test)
    now, ids = present(district), uuid7(at)
    compared = None
    if now is not None:
        shares = softmax(_scores(now.linear, read, test), now.linear.temperature)
        compared = {"id": str(now.id), "top1": right_among(shares, _truth(now.linear, read, test), most=1)}
    tell(Progress("weigh", len(later) + len(test), len(later) + len(test)))
    better = compared is None or card["top1"] >= compared["top1"]
    card |= {
        "id": str(ids),
        "district": district,
        "made_at": _here(at),
        "form": FORM,
        "seed": seed,
        "closed": there,
        "used": len(order),
        "learned_from": len(chosen),
        "from": _here(read.ended[-1]),
        "until": _here(read.ended[order[fit_until - 1]]),
        "test_from": _here(read.ended[test[0]]),
        "test_until": _here(read.ended[0]),
        "known": len(linear.known),
        "bytes": len(body),
        "sha256": hashlib.sha256(body).hexdigest(),
        "seconds": round(time.monotonic() - began, 1),
        "compared": compared,
        "active": (better or force) and not dry_run,
    }
    for row in card["kinds"]:
        row["learned_from"] = often[row["code"]]
    if not dry_run:
        keep(district, body, card, at=at)
    return card


def _here(moment: datetime) -> str:
    """A moment as it is written in a card: with the district's date."""
    return moment.astimezone(ZoneInfo(settings.DISTRICT_ZONE)).isoformat()


def _read(district: str, there: int, tell: Tell) -> Read:
    """Closed cases, the last first, as buckets; the catalogue's words are asked about those of the test at once."""
    read, zone, street_is = Read(Heap(), [], [], [], [], []), ZoneInfo(settings.DISTRICT_ZONE), settings.CODE_LENGTHS
    whole = min(there, MOST_CASES)

    def take(case: ClosedCase) -> None:
        street = case.area[: street_is["street"]] if len(case.area) >= street_is["street"] else ""
        hour = case.created_at.astimezone(zone).hour
        read.heap.add(tokens_of(case.words, street=street, hour=hour))
        read.kinds.append(case.kind)
        read.units.append(str(case.unit) if case.unit else "")
        read.streets.append(street)
        read.ended.append(case.ended_at)
        if len(read.heap) <= whole * TEST:
            read.by_words.append(tuple(hit.code for hit in hits_by_words(district, case.words)))

    tell(Progress("read", 0, whole))
    for batch in closed_cases(district, most=MOST_CASES):
        for case in batch:
            take(case)
        tell(Progress("read", min(len(read.heap), whole), whole))
    return read


def _scores(linear: Linear, read: Read, cases: list[int]) -> Any:
    return np.stack([linear.scores_of(*read.heap.at(n)) for n in cases])


def _truth(linear: Linear, read: Read, cases: list[int]) -> Any:
    place = {kind: n for n, kind in enumerate(linear.kinds)}
    return np.array([place.get(read.kinds[n], -1) for n in cases], dtype=np.int64)


def _measured(linear: Linear, units: UnitTable, read: Read, later: list[int], test: list[int]) -> dict[str, Any]:
    """The figures of the card: threshold and temperature from the later cases, everything else from the test."""
    threshold = threshold_for(softmax(_scores(linear, read, later), linear.temperature), _truth(linear, read, later))
    scores, truth = _scores(linear, read, test), _truth(linear, read, test)
    shares = softmax(scores, linear.temperature)
    bins = reliability(shares, truth)
    kept = shares.max(axis=1) >= threshold
    hit = shares.argmax(axis=1) == truth
    said = Counter(linear.kinds[n] for n in shares.argmax(axis=1).tolist())
    strange = Counter(read.kinds[n] for n in test if read.kinds[n] not in linear.kinds)
    own = [n for n in test if read.units[n]]
    first = [list(units.shares({read.kinds[n]: 1.0}, read.streets[n])) for n in own]
    asked = read.by_words[: len(test)]
    newest = list(reversed(test))[: len(asked)]
    return {
        "tested_on": len(test),
        "calibrated_on": len(later),
        "top1": right_among(shares, truth, most=1),
        "top3": right_among(shares, truth, most=3),
        "macro_f1": macro_f1(shares, truth),
        "temperature": linear.temperature,
        "ece": calibration_error(bins),
        "ece_before": calibration_error(reliability(softmax(scores, 1.0), truth)),
        "reliability": [asdict(b) for b in bins],
        "curve": [asdict(step) for step in abstention_curve(shares, truth)],
        "threshold": threshold,
        "coverage": float(kept.mean()),
        "accuracy": float(hit[kept].mean()) if kept.any() else 0.0,
        "kinds": [
            {"code": code, "tested": cases, "recognised": right}
            for code, (cases, right) in recalls(shares, truth, linear.kinds).items()
        ],
        "strange": dict(sorted(strange.items())),
        "shares": {code: n / len(test) for code, n in sorted(said.items())},
        "units": {
            "tested": len(own),
            "top1": _part(read.units[n] in found[:1] for n, found in zip(own, first, strict=True)),
            "top3": _part(read.units[n] in found[:3] for n, found in zip(own, first, strict=True)),
        },
        "words": {
            "top1": _part(read.kinds[n] in found[:1] for n, found in zip(newest, asked, strict=True)),
            "top3": _part(read.kinds[n] in found for n, found in zip(newest, asked, strict=True)),
        },
    }


def _part(hits: Any) -> float:
    found = list(hits)
    return sum(found) / len(found) if found else 0.0


def keep(district: str, body: bytes, card: dict[str, Any], *, at: datetime) -> None:
    """Write a model and its card; the one that is ``active`` takes the place of the one in use, in one step.

    Of those that are not in use the last five stay. Records ``learning.activate``.
    """
    folder = folder_of(district)
    folder.mkdir(parents=True, exist_ok=True)
    own = str(card["id"])
    write_whole(folder / f"{own}.npz", body)
    write_whole(folder / f"{own}.json", orjson.dumps(card, option=orjson.OPT_INDENT_2))
    if card["active"]:
        facts = {"model": own, "cases": card["learned_from"], "right_of_1000": round(1000 * card["top1"])}

        def act(change: Change) -> Answer:
            change.record(Subject("model", UUID(own)), "learning.activate", facts=facts)
            return Answer(200, facts)

        asked = digest("learning.activate", facts)
        commit(Command(district, PUBLIC, "", f"learn-{own}", asked, at, at), act)
        write_whole(folder / PRESENT, orjson.dumps({"id": own}))
    held = present(district)
    used = {own, str(held.id) if held else own}
    for old in [known["id"] for known in cards(district) if known["id"] not in used][KEPT - 1 :]:
        for end in ("npz", "json"):
            (folder / f"{old}.{end}").unlink(missing_ok=True)


def write_whole(path: Path, body: bytes) -> None:
    """Write a file so that there is the old one or the whole new one, after a power cut too."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
