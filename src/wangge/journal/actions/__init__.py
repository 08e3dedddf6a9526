"""The only ways to write into the journal."""

from wangge.journal.actions.batch import KeysKnown, batch
from wangge.journal.actions.change import Answer, Change, Command, commit
from wangge.journal.actions.content import erase
from wangge.journal.actions.privileges import let_in

__all__ = ["Answer", "Change", "Command", "KeysKnown", "batch", "commit", "erase", "let_in"]
