"""Making the anchor of a day."""

from datetime import date, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import IntegrityError, transaction

from wangge.journal import models
from wangge.journal.queries import anchor_line, last_anchor, moved_ends, positions
from wangge.journal.rules import GENESIS, Anchor, Growing, day_due, key_from, leaf, public_bytes

MOST_ENTRIES = 20_000
"""How many positions one anchor covers at most: what a proof has to read. More make several anchors of a day."""


def anchor(district: str, *, today: date, at: datetime) -> list[Anchor]:
    """Sign the ends of all chains that moved since the last anchor, once a day after the district's midnight.

    Gives the anchors made: none where the day has its anchor, nothing happened, or the installation has no key. What
    was missed is made up. The entries are read outside of any transaction, as nothing rewrites them; two who do this
    at once make one anchor.
    """
    last = last_anchor(district)
    day = day_due(last.day if last else None, today=today)
    seed: bytes | None = settings.ANCHOR_KEY
    if day is None or seed is None:
        return []
    key = key_from(seed)
    made: list[Anchor] = []
    end = positions([district])[district]
    reached, previous = (last.last, anchor_line(last).id) if last else (0, GENESIS)
    number = last.number if last else 0
    while reached < end:
        upto, number = min(reached + MOST_ENTRIES, end), number + 1
        new = _signed(district, number, day, reached + 1, upto, previous, at, key)
        if new is None:
            break
        made.append(new)
        reached, previous = upto, new.id
    return made


def _signed(
    district: str, number: int, day: date, first: int, last: int, previous: bytes, at: datetime, key: Ed25519PrivateKey
) -> Anchor | None:
    tree = Growing()
    for end in moved_ends(district, first=first, last=last):
        tree.add(leaf(*end))
    new = Anchor(district, number, day, first, last, tree.count, tree.root, previous, at, public_bytes(key))
    row = models.Anchor(
        district=district, number=number, day=day, first=first, last=last, count=tree.count, root=tree.root,
        previous=previous, made_at=at, key=new.key, signature=key.sign(new.signed_bytes),
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return None
    return new
