"""``python -m tests.web.past``: cases that began days ago, through the real actions, into the database of a site.

A process of its own, because Django is not to be touched beside the browser's loop. Prints the ids by name.
"""

import json
from datetime import timedelta
from typing import Any


def main() -> None:
    """Late ones, one that was given back twice, a pooled one, one that waits, one with a request, and ended ones."""
    import django

    django.setup()
    from django.utils import timezone
    from tests.acts import move, photo, report, unit
    from tests.conftest import actor_named

    clerk, handler, chief, worker = (actor_named(name) for name in ("community", "unit", "chief", "worker"))
    now = timezone.now()

    def handled(ago: timedelta, words: str) -> dict[str, Any]:
        at = now - ago
        case: dict[str, Any] = report(at=at, words=words).body["case"]
        move(clerk, case, "accept", at=at + timedelta(minutes=1))
        move(clerk, case, "register", at=at + timedelta(minutes=2), kind="E0504")
        move(clerk, case, "dispatch", at=at + timedelta(minutes=3), unit=unit("drainage"))
        return dict(move(handler, case, "start", at=at + timedelta(minutes=4)).body)

    made = {
        "oldest": handled(timedelta(days=12), "雨水口堵了，路边积水。"),
        "late": handled(timedelta(days=9), "井盖松动，一踩就响。"),
        "asked": handled(timedelta(days=8), "下水管裂了，往路上渗水。"),
        "returned": handled(timedelta(days=8), "化粪池满了，楼下有味。"),
        "pooled": handled(timedelta(days=7), "雨水管要换，材料没到。"),
        "waiting": handled(timedelta(days=7), "要进三楼才能修。"),
        "ended late": handled(timedelta(days=21), "雨箅子丢了。"),
        "ended": handled(timedelta(hours=3), "水沟有落叶。"),
    }  # fmt: skip
    soon = timedelta(minutes=30)
    at = now - timedelta(days=8) + soon
    move(handler, made["asked"], "ask", at=at, sort="extension", words="要等配件")
    move(chief, made["asked"], "support", at=at + soon)
    at = now - timedelta(days=7) + soon
    move(handler, made["pooled"], "ask", at=at, sort="pool", words="等材料",
         review_on=(now + timedelta(days=40)).date().isoformat())  # fmt: skip
    move(chief, made["pooled"], "support", at=at + soon)
    move(clerk, made["pooled"], "grant", at=at + 2 * soon, words="同意挂账")
    move(handler, made["waiting"], "wait", at=at, words="等三楼住户回来")
    for n in range(2):
        at = now - timedelta(days=8, hours=-n - 1)
        move(handler, made["returned"], "return", at=at, words="要先停水")
        if not n:
            move(clerk, made["returned"], "dispatch", at=at + timedelta(minutes=5), unit=unit("drainage"))
            move(handler, made["returned"], "start", at=at + timedelta(minutes=9))
    for name, ago in (("ended late", timedelta(days=1)), ("ended", timedelta(hours=1))):
        at = now - ago
        move(handler, made[name], "finish", at=at, photos=[photo(handler)])
        move(worker, made[name], "check_pass", at=at + timedelta(minutes=5))
        move(clerk, made[name], "close", at=at + timedelta(minutes=9))
    print(json.dumps({name: case["id"] for name, case in made.items()}))


if __name__ == "__main__":
    main()
