"""Taking files in, attaching them to a subject, erasing them."""

from wangge.files.actions.keep import attach, drop_blob, erase, keep_again, mark_erased, sweep
from wangge.files.actions.receive import append, begin, receive, resume
from wangge.files.actions.shrink import small_picture

__all__ = [
    "append",
    "attach",
    "begin",
    "drop_blob",
    "erase",
    "keep_again",
    "mark_erased",
    "receive",
    "resume",
    "small_picture",
    "sweep",
]
