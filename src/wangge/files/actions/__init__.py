"""Taking files in, attaching them to a subject, erasing them."""

from wangge.files.actions.keep import attach, carry_over, erase, keep_again, sweep
from wangge.files.actions.receive import append, begin, offset_of, receive
from wangge.files.actions.shrink import small_picture

__all__ = [
    "append",
    "attach",
    "begin",
    "carry_over",
    "erase",
    "keep_again",
    "offset_of",
    "receive",
    "small_picture",
    "sweep",
]
