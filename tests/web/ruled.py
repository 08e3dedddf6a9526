"""``python -m tests.web.ruled``: what routing rules are made from, by the real actions, in the database of a site.

Three cases that the drains' team put right, one that waits to be dispatched, and three designations alike. A process of
its own, because Django is not to be touched beside the browser's loop. Prints the id of the case that waits.
"""

from datetime import timedelta
from uuid import UUID


def main() -> None:
    """Cases of this hour, so that a dry run finds them."""
    import django

    django.setup()
    from django.utils import timezone
    from tests.acts import to_state, unit
    from tests.conftest import actor_named

    from wangge.cases.models import Precedent
    from wangge.core.ids import uuid7

    at = timezone.now() - timedelta(hours=1)
    for _ in range(3):
        to_state("closed", actor_named, at=at)
        Precedent.objects.create(
            district="211102", kind="E0504", area="211102005", unit=UUID(unit("greening")), case=uuid7(), made_at=at
        )
    print(to_state("registered", actor_named, at=at)["id"])


if __name__ == "__main__":
    main()
