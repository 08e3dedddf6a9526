"""What a drill wrote down as past is nothing to be told of today."""

from wangge.journal.models import Counter, Reading


def pass_over(district: str, count: int) -> int:
    """Let the listeners that had heard everything before the last ``count`` entries go on behind them; how many did.

    For entries of a drill that lie in the past: nobody is to get a message of a hand-over of last year. Inside the
    transaction that wrote them. A listener that has not come so far yet, or is just reading, hears them as all others.
    """
    last = Counter.objects.values_list("position", flat=True).get(district=district)
    rows = Reading.objects.select_for_update(skip_locked=True).filter(district=district, position=last - count)
    return Reading.objects.filter(pk__in=[row.pk for row in rows]).update(position=last)
