"""Taking files in, attaching them to a subject, erasing them."""

from wangge.files.actions.cover import can_detect, copy_for_all, covered, proposed
from wangge.files.actions.keep import attach, carry_over, drop_blob, erase, keep_again, mark_erased, sweep
from wangge.files.actions.receive import append, begin, receive, resume
from wangge.files.actions.shrink import small_picture

__all__ = [
    "append", "attach", "begin", "can_detect", "carry_over", "copy_for_all", "covered", "drop_blob", "erase",
    "keep_again", "mark_erased", "proposed", "receive", "resume", "small_picture", "sweep",
]  # fmt: skip
