"""The only writes: models on disk, and what was suggested."""

from wangge.learning.actions.fitting import Heap, fit, passes_for
from wangge.learning.actions.noting import note_choices, note_outcomes, offer
from wangge.learning.actions.training import Progress, keep, learn, write_whole

__all__ = [
    "Heap",
    "Progress",
    "fit",
    "keep",
    "learn",
    "note_choices",
    "note_outcomes",
    "offer",
    "passes_for",
    "write_whole",
]
