"""The only ways to write into the journal."""

from wangge.journal.actions.anchoring import anchor
from wangge.journal.actions.batch import KeysKnown, batch, gather, present_batch, row_in_batch
from wangge.journal.actions.change import Answer, Change, Command, commit, enter, first_answer
from wangge.journal.actions.content import erase
from wangge.journal.actions.passing import pass_over
from wangge.journal.actions.privileges import let_in

__all__ = [
    "Answer",
    "Change",
    "Command",
    "KeysKnown",
    "anchor",
    "batch",
    "commit",
    "enter",
    "erase",
    "first_answer",
    "gather",
    "let_in",
    "pass_over",
    "present_batch",
    "row_in_batch",
]
