"""The only ways to write into the journal."""

from wangge.journal.actions.anchoring import anchor
from wangge.journal.actions.batch import KeysKnown, batch, gather, present_batch, row_in_batch
from wangge.journal.actions.change import Answer, Change, Command, commit, enter, first_answer
from wangge.journal.actions.content import erase
from wangge.journal.actions.distributing import can_distribute, distribute, spread_models
from wangge.journal.actions.passing import pass_over
from wangge.journal.actions.privileges import let_in
from wangge.journal.actions.searching import index_sayings

__all__ = [
    "Answer",
    "Change",
    "Command",
    "KeysKnown",
    "anchor",
    "batch",
    "can_distribute",
    "commit",
    "distribute",
    "enter",
    "erase",
    "first_answer",
    "gather",
    "index_sayings",
    "let_in",
    "pass_over",
    "present_batch",
    "row_in_batch",
    "spread_models",
]
