"""Finding kinds of a district by what people say."""

from functools import lru_cache

from wangge.catalogue.queries.kinds import KindFacts, kinds_in
from wangge.catalogue.rules import Entry, Hit, Index


def find_kinds(district: str, said: str) -> list[tuple[KindFacts, Hit]]:
    """The kinds in use that fit what was said, best first, at most ten. No statement while the kinds are kept."""
    there = kinds_in(district)
    found = {kind.code: kind for kind in there}
    return [(found[hit.kind], hit) for hit in index_of(tuple(there)).find(said)]


@lru_cache(maxsize=16)
def index_of(there: tuple[KindFacts, ...]) -> Index:
    """The index of these very kinds: it is made anew when one of them is another."""
    return Index(
        Entry(kind.code, kind.say, kind.words, tuple((c.code, c.say) for c in kind.conditions)) for kind in there
    )
