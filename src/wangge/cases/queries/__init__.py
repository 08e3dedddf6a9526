"""Reading cases. ``case_for`` and ``visible`` are the only ways to one."""

from wangge.cases.queries.access import (
    PAGE,
    Case,
    case_by_id,
    case_for,
    case_heads,
    case_named,
    case_numbered,
    case_of_file,
    case_under_lock,
    cases_for,
    cases_held,
    cases_of_reports,
    check_limit,
    counts_by_area,
    final_case,
    is_unseen_late,
    left_unseen,
    merged_below,
    news_for,
    open_in,
    report_by_id,
    reports_of,
    reports_with_number,
    standing,
    tracked,
    visible,
)
from wangge.cases.queries.again import (
    drawn_in,
    grids_at_work,
    month_bounds,
    number_of_closing,
    recheck_answer,
    recheck_answers,
    recheck_figures,
    recheck_for,
    recheck_of,
    recheck_page,
    rechecks_for,
    rechecks_waiting,
    solving_in,
)
from wangge.cases.queries.answer import (
    case_answer,
    entry_answers,
    merged_answers,
    moment,
    opening_words,
    owner_of,
    people_of,
    report_answers,
    told_answers,
)
from wangge.cases.queries.beside import beside_answers, place_name
from wangge.cases.queries.calls import (
    call_answer,
    call_answers,
    call_for,
    call_page,
    calls_for,
    calls_waiting,
    check_caller,
    draw_calls,
    has_draw,
    is_own_work,
)
from wangge.cases.queries.candidates import (
    alike,
    alike_answers,
    blocked,
    candidate_answers,
    check_merger,
    may_join,
    offered_to_all,
    telling_from,
)
from wangge.cases.queries.closed import ClosedCase, closed_cases, count_closed, outcomes_of
from wangge.cases.queries.figures import Counted, counted
from wangge.cases.queries.joint import (
    task_answers,
    task_by_id,
    tasks_left_unseen,
    unseen_parts,
    wants_look,
)
from wangge.cases.queries.late import late_table
from wangge.cases.queries.lately import forget_lately, kinds_lately
from wangge.cases.queries.leading import kind_words, said_of
from wangge.cases.queries.near import cases_near
from wangge.cases.queries.onmap import MOST_PLACES, cases_in_box, counts_below
from wangge.cases.queries.paging import list_page, page_of
from wangge.cases.queries.pictures import file_for, first_photos, photo_answers
from wangge.cases.queries.ratings import contestable, opinion_of, rating_answers
from wangge.cases.queries.reasons import REASONS, STILL
from wangge.cases.queries.releasing import (
    file_contents,
    picture_of,
    proposal,
    public_cases,
    public_file,
    release_of,
    text_of,
)
from wangge.cases.queries.setting import moved_by, open_at_unit, open_in_flow, open_of_kind
from wangge.cases.queries.showing import evidence_answer, first_told_at, pictures_of
from wangge.cases.queries.solved import BY, check_figures, solved_figures
from wangge.cases.queries.suggesting import check_desk, suggestions
from wangge.cases.queries.timing import (
    CLOCK_NAMES,
    calendar_for_turn,
    calendar_for_unit,
    clock_answers,
    deadline_answer,
    limit_of_case,
    limits_for,
    turn_of,
)
from wangge.cases.queries.trying import (
    MOST_TRIED,
    TRIED_DAYS,
    Proposal,
    proposals,
    put_right,
    times_overruled,
    trial_of,
)
from wangge.cases.queries.turns import MOST_COUNTED, queue_counts
from wangge.cases.queries.twins import twin_answers, twin_for, twins_for

__all__ = [
    "BY", "CLOCK_NAMES", "MOST_COUNTED", "MOST_PLACES", "MOST_TRIED", "PAGE", "REASONS", "STILL", "TRIED_DAYS", "Case",
    "ClosedCase", "Counted", "Proposal", "alike", "alike_answers", "beside_answers", "blocked", "calendar_for_turn",
    "calendar_for_unit", "call_answer", "call_answers", "call_for", "call_page", "calls_for", "calls_waiting",
    "candidate_answers", "case_answer", "case_by_id", "case_for", "case_heads", "case_named", "case_numbered",
    "case_of_file", "case_under_lock", "cases_for", "cases_held", "cases_in_box", "cases_near", "cases_of_reports",
    "check_caller", "check_desk", "check_figures", "check_limit", "check_merger", "clock_answers", "closed_cases",
    "contestable", "count_closed", "counted", "counts_below", "counts_by_area", "deadline_answer", "draw_calls",
    "drawn_in", "entry_answers", "evidence_answer", "file_contents", "file_for", "final_case", "first_photos",
    "first_told_at", "forget_lately", "grids_at_work", "has_draw", "is_own_work", "is_unseen_late", "kind_words",
    "kinds_lately", "late_table", "left_unseen", "limit_of_case", "limits_for", "list_page", "may_join",
    "merged_answers", "merged_below", "moment", "month_bounds", "moved_by", "news_for", "number_of_closing",
    "offered_to_all", "open_at_unit", "open_in", "open_in_flow", "open_of_kind", "opening_words", "opinion_of",
    "outcomes_of", "owner_of", "page_of", "people_of", "photo_answers", "picture_of", "pictures_of", "place_name",
    "proposal", "proposals", "public_cases", "public_file", "put_right", "queue_counts", "rating_answers",
    "recheck_answer", "recheck_answers", "recheck_figures", "recheck_for", "recheck_of", "recheck_page", "rechecks_for",
    "rechecks_waiting", "release_of", "report_answers", "report_by_id", "reports_of", "reports_with_number", "said_of",
    "solved_figures", "solving_in", "standing", "suggestions", "task_answers", "task_by_id", "tasks_left_unseen",
    "telling_from", "text_of", "times_overruled", "told_answers", "tracked", "trial_of", "turn_of", "twin_answers",
    "twin_for", "twins_for", "unseen_parts", "visible", "wants_look",
]  # fmt: skip
