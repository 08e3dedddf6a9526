"""``python -m tests.web.drawn``: what was drawn, through the real actions, into the database of a site.

A process of its own, because Django is not to be touched beside the browser's loop. Prints the ids by name.
"""

import json
from datetime import timedelta
from uuid import UUID


def main() -> None:
    """Solved by the worker: one that waits to be looked at, two to be looked at again by the neighbour; and cases of
    an earlier month whose reporters are to be rung up, some rated."""
    import django

    django.setup()
    from django.utils import timezone
    from tests.acts import RESIDENT, move, photo, report, to_state
    from tests.conftest import actor_named

    from wangge.cases.actions import draw_call_backs, draw_recheck, rate, record_call, set_solving
    from wangge.cases.models import CallBack, Case, Recheck, Report
    from wangge.cases.queries import month_bounds, solving_in
    from wangge.cases.rules import month_before
    from wangge.journal.queries import entries_about
    from wangge.journal.rules import Subject
    from wangge.orgs.queries import today

    now = timezone.now()
    month = month_before(month_before(today(now)))  # the site's worker draws the last one by itself
    past = month_bounds(month)[0] + timedelta(days=4)
    worker, clerk, street = actor_named("worker"), actor_named("community"), actor_named("street")
    neighbour = next(held.area for held in actor_named("worker2").grants)
    script = [say.pair() for say in solving_in("211102").script]
    set_solving(actor=actor_named("admin"), recheck=1000, share=5, least=9, script=script, key="all", at=past)

    def solved(words: str, hours: int) -> UUID:
        at = now - timedelta(hours=hours)
        photos = [UUID(photo(RESIDENT, seed=hours))]
        case = report(at=at, words=words, photos=photos, kind="E0504").body["case"]
        move(worker, case, "solve", at=at + timedelta(minutes=20), photos=[photo(worker, seed=90 + hours)])
        return UUID(case["id"])

    made = {"look": solved("雨水口盖板翘起来了。", 3)}
    for name, hours in (("again", 5), ("unsure", 6)):
        made[name] = solved("路边的井盖松了，一踩就响。", hours)
        move(clerk, made[name], "close", at=now - timedelta(hours=2))
        for entry in entries_about("211102", Subject("case", made[name])):
            if entry.verb == "case.close":
                draw_recheck(entry)
    Recheck.objects.update(grid=neighbour)
    for n in range(9):
        told = to_state("closed", actor_named, at=past + timedelta(hours=n), phone=f"1380000{n:04d}")
        if n < 6:
            code = Report.objects.get(case=told["id"]).code
            rate(code=code, solved=n != 2, answered=n < 5, satisfied=5 - n % 3, words="", key=f"rate{n}",
                 at=past + timedelta(days=1))  # fmt: skip
    draw_call_backs("211102", month, at=now)
    calls = list(CallBack.objects.order_by("id"))
    CallBack.objects.update(next_at=now - timedelta(hours=1))
    for n, call in enumerate(calls[:6]):
        record_call(actor=street, call_id=call.id, reached=n != 5, solved=n > 0 if n != 5 else None,
                    answered=None if n == 5 else True, satisfied=None, words="", key=f"call{n}", at=now)  # fmt: skip
    made["doubted"] = next(case.id for case in Case.objects.all() if "unsolved" in case.marks)
    print(json.dumps({name: str(own) for name, own in made.items()} | {"month": f"{month:%Y-%m}"}))


if __name__ == "__main__":
    main()
