"""The load kit: what a move costs, beside the same SQL sent raw."""
