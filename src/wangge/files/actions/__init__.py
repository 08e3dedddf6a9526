"""Taking files in, attaching them to a subject, erasing them."""

from wangge.files.actions.cover import can_detect, copy_for_all, covered, proposed
from wangge.files.actions.keep import attach, erase, keep_again, sweep
from wangge.files.actions.receive import append, begin, offset_of, receive
from wangge.files.actions.shrink import small_picture

__all__ = [
    "append", "attach", "begin", "can_detect", "copy_for_all", "covered", "erase", "keep_again", "offset_of",
    "proposed", "receive", "small_picture", "sweep",
]  # fmt: skip
