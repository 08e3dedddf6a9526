"""Asking what was learned."""

from wangge.learning.queries.card import card_answer, card_in_words, weeks_since
from wangge.learning.queries.shelf import (
    KEPT,
    PRESENT,
    UNREADABLE,
    Loaded,
    cards,
    folder_of,
    forget_models,
    load,
    packed,
    present,
    unpacked,
)
from wangge.learning.queries.suggesting import (
    by_words,
    forget_words,
    hits_by_words,
    suggest,
    suggestion_answer,
    suggestion_for,
)

__all__ = [
    "KEPT",
    "PRESENT",
    "UNREADABLE",
    "Loaded",
    "by_words",
    "card_answer",
    "card_in_words",
    "cards",
    "folder_of",
    "forget_models",
    "forget_words",
    "hits_by_words",
    "load",
    "packed",
    "present",
    "suggest",
    "suggestion_answer",
    "suggestion_for",
    "unpacked",
    "weeks_since",
]
