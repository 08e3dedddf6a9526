"""The card of a model: how good it was on its test, and what came of its suggestions since."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, F, Q
from django.db.models.functions import TruncWeek

from wangge.cases.queries import count_closed
from wangge.catalogue.queries import kinds
from wangge.core.words import Say
from wangge.learning.models import Suggestion
from wangge.learning.queries.shelf import present
from wangge.learning.rules import LEAST_CASES, Week, population_shift, verdict

WEEKS = 26
OUT_OF_CARD = ("sha256", "form", "seed", "district", "shares", "strange")


def weeks_since(district: str, model: UUID, since: datetime, *, at: datetime) -> list[Week]:
    """What a model suggested and what came of it, by weeks of the district, the oldest first. One statement.

    At most the last half year.
    """
    rows = _made(district, model, since, at=at)
    said = Q(abstained=False)
    week = TruncWeek("offered_at", tzinfo=ZoneInfo(settings.DISTRICT_ZONE))
    counted = rows.annotate(week=week).values_list("week").order_by("week").annotate(
        made=Count("case"),
        said=Count("case", filter=said),
        judged=Count("case", filter=said & ~Q(outcome="")),
        agreed=Count("case", filter=said & Q(outcome=F("first"))),
    )  # fmt: skip
    return [Week(begin.date(), *numbers) for begin, *numbers in counted]


def _made(district: str, model: UUID, since: datetime, *, at: datetime) -> Any:
    since = max(since, at - timedelta(weeks=WEEKS))
    return Suggestion.objects.filter(district=district, model=model, offered_at__gte=since)


def card_answer(district: str, *, at: datetime) -> dict[str, Any]:
    """The card of the model in use with how it has aged, for the screen; ``model`` is null where there is none.

    Four statements at most.
    """
    loaded = present(district)
    if loaded is None:
        closed = count_closed(district)
        return {"closed": closed, "model": None, "say": _none(closed).pair()}
    card, made_at = loaded.card, datetime.fromisoformat(loaded.card["made_at"])
    weeks = weeks_since(district, loaded.id, made_at, at=at)
    firsts = _made(district, loaded.id, made_at, at=at).values_list("first").order_by().annotate(n=Count("case"))
    shift = population_shift(card["shares"], dict(firsts))
    since = count_closed(district, since=datetime.fromisoformat(card["test_until"]))
    judged = verdict(
        weeks, shift=shift, accuracy=card["accuracy"], learned_from=card["learned_from"], closed_since=since
    )
    every = kinds()
    names = {code: kind.say.pair() for code, kind in every.items()}
    told = {name: value for name, value in card.items() if name not in OUT_OF_CARD}
    told["kinds"] = [
        {"kind": {"code": row["code"], "name": names.get(row["code"], {"zh": row["code"], "en": row["code"]})}}
        | {name: value for name, value in row.items() if name != "code"}
        for row in card["kinds"]
    ]
    told["strange"] = sum(card["strange"].values())
    told["drift"] = {
        "weeks": [
            {"monday": w.monday.isoformat(), "made": w.made, "said": w.said, "judged": w.judged, "agreed": w.agreed}
            for w in weeks
        ],
        "shift": shift,
        "closed_since": since,
        "again": judged.again,
    }
    return {"closed": card["closed"] + since, "model": told, "say": judged.say.pair()}


def _none(closed: int) -> Say:
    if closed < LEAST_CASES:
        return Say(
            f"还没有学习过。已办结 {closed} 件，满 {LEAST_CASES} 件后运行 wangge learn。现在按目录里的常用说法建议。",
            f"Nothing has been learned yet: {closed} cases are closed, learning begins at {LEAST_CASES} with wangge "
            "learn. Until then the catalogue's words suggest.",
        )
    return Say(
        f"已办结 {closed} 件，可以学习了：wangge learn。现在按目录里的常用说法建议。",
        f"{closed} cases are closed, enough to learn from: wangge learn. Until then the catalogue's words suggest.",
    )


def card_in_words(card: dict[str, Any]) -> Iterator[str]:
    """A card as lines for the console."""
    every = kinds()
    yield f"Learned from {card['learned_from']:,} cases closed {card['from'][:10]} to {card['until'][:10]}"
    yield f"Tested on    {card['tested_on']:,} cases closed {card['test_from'][:10]} to {card['test_until'][:10]}"
    yield f"Left out     {card['closed'] - card['used']:,} whose words are erased, or older than the last 200,000"
    yield f"Kinds        {len(card['kinds'])}; {sum(card['strange'].values())} test cases of kinds too rare to learn"
    yield (
        f"Right        {card['top1']:.1%} first, {card['top3']:.1%} among three, macro F1 {card['macro_f1']:.3f}; "
        f"the catalogue's words {card['words']['top1']:.1%} and {card['words']['top3']:.1%}"
    )
    yield f"Shares       off by {card['ece']:.3f} on average ({card['ece_before']:.3f} before calibration)"
    yield (
        f"Says a kind  from a share of {card['threshold']:.2f} on: in {card['coverage']:.1%} of cases, "
        f"{card['accuracy']:.1%} of them right"
    )
    yield "Silent below  " + "".join(f"{step['threshold']:>7.2f}" for step in card["curve"][::2])
    yield "  still says  " + "".join(f"{step['coverage']:>7.1%}" for step in card["curve"][::2])
    yield "  and is right" + "".join(f"{step['accuracy']:>7.1%}" for step in card["curve"][::2])
    units = card["units"]
    yield (
        f"Units        {units['top1']:.1%} first, {units['top3']:.1%} among three, "
        f"of {units['tested']:,} cases that a unit ended"
    )
    yield "Kind                                       learned  tested  recognised"
    for row in sorted(card["kinds"], key=lambda row: -row["learned_from"])[:20]:
        name = every[row["code"]].say.en if row["code"] in every else ""
        share = f"{row['recognised'] / row['tested']:>10.1%}" if row["tested"] else "         –"
        yield f"  {row['code']:8} {name[:30]:30} {row['learned_from']:>8,} {row['tested']:>7,}  {share}"
    yield f"Size         {card['bytes'] / 1024:,.0f} KB, {card['known']:,} buckets; {card['seconds']:.1f} s"
