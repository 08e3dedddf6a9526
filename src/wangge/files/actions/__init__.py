"""Taking files in, attaching them to a subject, erasing them."""

from wangge.files.actions.keep import attach, erase, keep_again, sweep
from wangge.files.actions.receive import append, begin, receive, resume
from wangge.files.actions.shrink import small_picture

__all__ = ["append", "attach", "begin", "erase", "keep_again", "receive", "resume", "small_picture", "sweep"]
