"""Call-backs 回访: drawing whom to ring up, and keeping what was said."""

from datetime import date, datetime
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.conf import settings

from wangge.cases.actions.move import note
from wangge.cases.models import CallBack, Case, Draw
from wangge.cases.queries import call_answer, call_for, draw_calls, has_draw, is_own_work
from wangge.cases.rules import MOST_TRIES, UNSOLVED, check_called, first_try, month_before, next_try
from wangge.catalogue.queries import flow_for
from wangge.core.ids import PUBLIC, uuid7
from wangge.core.refusals import NotNow, NotYours
from wangge.core.words import Say
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.queries import all_districts
from wangge.journal.rules import Subject, digest
from wangge.orgs.queries import today
from wangge.orgs.rules import Actor

DRAW_NAMES = UUID("0e1c0c14-0000-5000-8000-000000000000")


def draw_due(at: datetime) -> int:
    """Draw the call-backs of the month that is over in every district that has not yet. Returns how many were drawn."""
    month = month_before(today(at))
    return sum(draw_call_backs(district, month, at=at) for district in all_districts() if not has_draw(district, month))


def draw_call_backs(district: str, month: date, *, at: datetime) -> int:
    """Draw the call-backs of a month that is over, once. Returns how many.

    Records ``call_back.draw`` with the month, the beacon, and the numbers of cases. Raises ``NotNow``
    (``month_running``) before the month is over.
    """
    if month > month_before(today(at)):
        raise NotNow(
            "month_running",
            Say("这个月还没过完，过完才抽签。", "The month is not over yet; the draw is made when it is."),
        )
    payload = {"month": f"{month:%Y-%m}"}
    subject = Subject("draw", uuid5(DRAW_NAMES, f"{district} {month:%Y-%m}"))

    def act(change: Change) -> Answer:
        change.hold(subject)
        if has_draw(district, month):
            return Answer(200, {"drawn": 0})
        beacon, options, ended, drawn = draw_calls(district, month)
        local = at.astimezone(ZoneInfo(settings.DISTRICT_ZONE))
        CallBack.objects.bulk_create(
            [
                CallBack(
                    district=district, id=uuid7(at), case=case.id, report=report.id, who=who, area=case.area,
                    month=month, next_at=first_try(local.date(), local), drawn_at=at,
                )
                for case, report, who in drawn
            ],
            batch_size=500,
        )  # fmt: skip
        Draw.objects.create(
            district=district, month=month, beacon=beacon, edition=options.edition, ended=ended, drawn=len(drawn),
            made_at=at,
        )  # fmt: skip
        facts = payload | {"beacon": beacon, "edition": options.edition, "ended": ended, "drawn": len(drawn)}
        change.record(subject, "call_back.draw", facts=facts)
        return Answer(200, {"drawn": len(drawn)})

    key = f"calls-{district}-{month:%Y-%m}"
    answer = commit(Command(district, PUBLIC, "", key, digest("call_back.draw", payload), at, at), act)
    return 0 if answer.replay else int(answer.body["drawn"])


def record_call(
    *, actor: Actor, call_id: UUID, reached: bool, solved: bool | None, answered: bool | None, satisfied: int | None,
    words: str, key: str, at: datetime,
) -> Answer:  # fmt: skip
    """Keep what a call brought: 200 and the call-back.

    Nobody reached: again tomorrow at another time of day, three tries in all. Answers stand apart from the ratings that
    reporters give themselves; ``solved`` False marks the case for its desk like one. Records ``case.call_back`` with
    the answers; words are content. Raises ``NotFound``, ``NotYours`` (``own_work``), ``NotNow`` (``call_over``,
    ``call_early``), ``Missing`` as ``rules.check_called`` says.
    """
    said = words.strip()
    check_called(reached, solved, answered, satisfied, said)
    found = call_for(actor, call_id)
    facts = {
        "call": str(call_id), "reached": reached, "solved": solved, "answered": answered, "satisfied": satisfied,
    }  # fmt: skip
    post = next(held.post for held in actor.with_verb("case.call_back"))
    command = Command(
        found.district, actor.person, post, key, digest("case.call_back", facts | {"words": said}), at, at
    )

    def act(change: Change) -> Answer:
        case = Case.objects.select_for_update().get(district=found.district, id=found.case)
        call = CallBack.objects.get(district=found.district, id=found.id)
        _check_call(actor, case, call, at)
        call.tries += 1
        marks = [change.keep(Subject("case", case.id), "opinion", said.encode())] if said else []
        if reached:
            call.state, call.solved, call.answered, call.satisfied = "reached", solved, answered, satisfied
        elif call.tries >= MOST_TRIES:
            call.state = "unreached"
        else:
            call.next_at = next_try(at.astimezone(ZoneInfo(settings.DISTRICT_ZONE)))
        call.words = marks[0].id if marks else call.words
        call.by, call.done_at = actor.person, at if call.state != "open" else None
        change.write(call)
        flow = flow_for(case.district, case.flow, case.flow_version)
        columns = {}
        if solved is False and any(row.verb == "uphold" for row in flow.rows_from(case.state)):
            columns = {"marks": list(dict.fromkeys([*case.marks, UNSOLVED])), "doubted_at": case.doubted_at or at}
        note(change, case, "case.call_back", facts | {"try": call.tries}, marks, **columns)
        return Answer(200, call_answer(call))

    return commit(command, act)


def _check_call(actor: Actor, case: Case, call: CallBack, at: datetime) -> None:
    if is_own_work(actor, case):
        raise NotYours(
            "own_work",
            Say(
                "这件案子您或您的单位经手过，不能由您回访。请同事来打这个电话。",
                "You or your unit had a hand in this case, so you do not ask about it. Let a colleague make the call.",
            ),
        )
    if call.state != "open":
        raise NotNow("call_over", Say("这一件已经回访完了。", "This call-back is over."))
    if call.next_at > at:
        raise NotNow(
            "call_early",
            Say("刚打过，没打通。请换个时段再打。", "It was tried a while ago. Please try at another time of day."),
            next_at=call.next_at.isoformat(),
        )
