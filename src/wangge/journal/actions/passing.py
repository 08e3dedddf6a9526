"""What a drill wrote down as past is nothing to be told of today."""

from wangge.journal.models import Reading


def pass_over(district: str, *, first: int, last: int) -> int:
    """Let the listeners that had heard everything up to ``first`` go on behind ``last``; gives how many did.

    For entries of a drill that lie in the past: nobody is to get a message of a hand-over of last year. A listener that
    has not come so far yet, or is just reading on, hears them as it hears all others.
    """
    return Reading.objects.filter(district=district, position=first).update(position=last)
