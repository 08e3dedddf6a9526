"""Who listens to what: one page."""

from wangge.notices.listeners import HAND_OVERS

LISTENERS = (HAND_OVERS,)
"""``notices.hand_overs``: each hand-over of a case yields one notice for whoever has it now."""
