"""The set of sentences written by us, and how well ``core.personal`` finds what is marked in it.

``personal_set.csv`` holds a sentence a row with what is personal marked as ``[[sort:…]]``; ``what`` is ``personal``, or
``alike`` for what only looks so. Nobody is meant: identity numbers carry the serial number 000, given to nobody.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from wangge.core.personal import SORTS, Span, personal_spans

FILE = Path(__file__).parent / "personal_set.csv"
MARK = re.compile(r"\[\[(\w+):(.*?)\]\]")
BEYOND = 2
"""How many signs a span may reach beyond what is marked, such as +86 before a number."""


@dataclass(frozen=True)
class Sentence:
    """What was said, what is personal in it, and whether the sentence only looks so."""

    said: str
    spans: tuple[Span, ...]
    alike: bool


def sentences() -> Iterator[Sentence]:
    """The set, with its marks read."""
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield read(row["said"], alike=row["what"] == "alike")


def read(marked: str, *, alike: bool = False) -> Sentence:
    """A sentence with its marks."""
    said, spans, reached = "", [], 0
    for match in MARK.finditer(marked):
        said += marked[reached : match.start()]
        spans.append(Span(len(said), len(said) + len(match[2]), match[1], sure=True))
        said += match[2]
        reached = match.end()
    return Sentence(said + marked[reached:], tuple(spans), alike)


@dataclass
class Score:
    """Of one sort: how many are marked, of these found whole; how many were proposed, of these right."""

    marked: int = 0
    found: int = 0
    proposed: int = 0
    right: int = 0

    @property
    def recall(self) -> float:
        return self.found / self.marked if self.marked else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.proposed if self.proposed else 1.0


def fits(proposed: Span, wanted: Span) -> bool:
    """Whether all that is marked lies in what is proposed, and little else."""
    return (
        proposed.sort == wanted.sort
        and proposed.start <= wanted.start
        and wanted.end <= proposed.end
        and (proposed.end - proposed.start) - (wanted.end - wanted.start) <= BEYOND + 1
    )


def scores(found: Iterable[Sentence] | None = None) -> tuple[dict[str, Score], list[str]]:
    """By sort, and a line for each miss and each false alarm."""
    table = {sort: Score() for sort in SORTS}
    wrong: list[str] = []
    for sentence in found if found is not None else sentences():
        proposed = personal_spans(sentence.said)
        for wanted in sentence.spans:
            table[wanted.sort].marked += 1
            hit = any(fits(span, wanted) for span in proposed)
            table[wanted.sort].found += hit
            if not hit:
                wrong.append(f"missed {wanted.sort} {sentence.said[wanted.start : wanted.end]} in {sentence.said}")
        for span in proposed:
            table[span.sort].proposed += 1
            right = any(fits(span, wanted) for wanted in sentence.spans)
            table[span.sort].right += right
            if not right:
                wrong.append(f"false {span.sort} {sentence.said[span.start : span.end]} in {sentence.said}")
    return table, wrong


def sizes() -> Counter[str]:
    """How many sentences of each sort there are."""
    return Counter("alike" if sentence.alike else "personal" for sentence in sentences())
