"""What a content says to a search, and what is asked of it: one token per character, found as a phrase.

Most Chinese words have two characters, so nothing that cuts into words or into threes would find them.
"""

import re
import unicodedata

import orjson

SEARCHED_KINDS = frozenset({"case"})
"""Subjects of which a search is asked."""
SEARCHED_FIELDS = frozenset({"words", "place"})
"""Fields that a search reads; of a place only the address. What is sealed is never among them."""
MOST_TOKENS = 4000
"""So many characters of a content are searched; PostgreSQL keeps positions up to 16,383."""
MOST_PHRASES = 8
_NUMBER = re.compile(r"\d(?:[ \-]?\d){6,}[xX]?")


def tokens_of(text: str) -> list[str]:
    """The letters, signs and digits of a text in their order, small and in their plain form; nothing between them.

    Seven digits or more in a row are a telephone number, a card or an identity and are left out.
    """
    plain = _NUMBER.sub(" ", unicodedata.normalize("NFKC", text)).lower()
    return [sign if ord(sign) < 0x10000 else f"x{ord(sign):x}" for sign in plain if sign.isalnum()]


def said_to_search(kind: str, field: str, body: bytes) -> str:
    """The tokens of a content, parted by spaces; empty where a search has no business."""
    if kind not in SEARCHED_KINDS or field not in SEARCHED_FIELDS:
        return ""
    try:
        text = str(orjson.loads(body).get("address", "")) if field == "place" else body.decode()
    except (ValueError, AttributeError):
        return ""
    return " ".join(tokens_of(text)[:MOST_TOKENS])


def phrases_of(text: str) -> list[list[str]]:
    """What is looked for: each part between spaces is a phrase, and all of them must be there."""
    return [found for part in text.split()[:MOST_PHRASES] if (found := tokens_of(part))]
