"""Chains of random entries."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from wangge.journal.rules import ContentMark, Head, Line, Subject, line_hash
from wangge.journal.rules.bundle import entry_plain

TEXTS = ("", "case.report", "下水口堵了", '\u2028 \x00 "\\/', "é e\u0301 😀", "a" * 64)


def _value(random: Random, depth: int = 0) -> Any:
    kind = random.randrange(6 if depth < 3 else 4)
    if kind == 0:
        return random.choice(TEXTS)
    if kind == 1:
        return random.randrange(-(2**60), 2**60)
    if kind == 2:
        return random.choice((None, True, False))
    if kind == 3:
        return str(UUID(int=random.getrandbits(128)))
    if kind == 4:
        return [_value(random, depth + 1) for _ in range(random.randrange(4))]
    return {random.choice(TEXTS) + str(n): _value(random, depth + 1) for n in range(random.randrange(4))}


def random_chain(seed: int) -> list[tuple[Line, bytes, bytes, dict[str, Any]]]:
    """A chain of one to twelve entries with its JSON form, the same for the same seed."""
    random, made, head = Random(seed), [], Head()
    about = Subject("case", UUID(int=random.getrandbits(128)))
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(microseconds=random.getrandbits(44))
    for seq in range(1, random.randrange(2, 14)):
        marks = tuple(
            ContentMark(random.choice(("words", "file")), UUID(int=random.getrandbits(128)), random.randbytes(32))
            for _ in range(random.randrange(3))
        )
        facts = {f"fact{n}": _value(random) for n in range(random.randrange(4))}
        line = Line("211102", about, seq, random.choice(TEXTS), UUID(int=random.getrandbits(128)), random.choice(TEXTS),
                    "", random.choice(TEXTS), f"k{seq}", at, at + timedelta(seconds=seq), facts, marks)  # fmt: skip
        own = line_hash(head.hash, line)
        made.append((line, head.hash, own, entry_plain(line, head.hash, own)))
        head = Head(seq, own)
    return made
