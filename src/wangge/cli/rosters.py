"""``wangge rosters``: where nobody will be responsible; ``wangge hand-over``: somebody leaves."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import click
from django.utils import timezone

from wangge.cli.main import Trouble, set_up, wangge
from wangge.core.ids import uuid7
from wangge.core.refusals import Refused


@wangge.command()
@click.option("--days", default=14, show_default=True, type=click.IntRange(1, 62))
@click.option("--district", help="District code; default WANGGE_DISTRICT.")
def rosters(days: int, district: str | None) -> None:
    """List gaps and overlaps of shifts, and areas that nobody looks after or soon will not, before they happen."""
    set_up()
    from django.conf import settings

    from wangge.orgs.queries import holes_in
    from wangge.orgs.rules import HOLES
    from wangge.places.queries import area_rows

    where, at, zone = district or settings.DISTRICT, timezone.now(), ZoneInfo(settings.DISTRICT_ZONE)
    areas = {code: row["name"] for code, row in area_rows(where).items() if not row["administered_by"]}
    found = holes_in(where, areas, starts_at=at, ends_at=at + timedelta(days=days))
    for area, hole in found:
        begin, end = (f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" for moment in (hole.starts_at, hole.ends_at))
        click.echo(f"{area}  {areas[area]}  {begin} – {end}  {HOLES[hole.kind].en}")
    click.echo(f"{len(found)} stretches in {len(areas)} areas within {days} days")


@wangge.command(name="hand-over")
@click.argument("staff_no")
@click.option("--to", help="Staff number of whoever takes over; without it the posts stay empty.")
@click.option("--last-day", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The last day in the post.")
@click.option("--district", help="District code; default WANGGE_DISTRICT.")
def leave(staff_no: str, to: str | None, last_day: datetime, district: str | None) -> None:
    """Hand all posts, later shifts and open cases of somebody who leaves to a successor."""
    set_up()
    from django.conf import settings

    from wangge.cases.queries import cases_held
    from wangge.orgs.actions import hand_over
    from wangge.orgs.queries import numbers_of
    from wangge.orgs.rules import held_of

    where = district or settings.DISTRICT
    people = numbers_of(where)
    for number in (staff_no, *([to] if to else [])):
        if number not in people:
            raise Trouble(f"There is nobody with the staff number {number!r} in district {where}.")
    try:
        answer = hand_over(
            actor=None, leaver=people[staff_no], successor=people[to] if to else None, last_day=last_day.date(),
            key=f"console-{uuid7()}", at=timezone.now(),
        ).body  # fmt: skip
    except Refused as refusal:
        raise Trouble(refusal.say.en) from None
    cases = len(cases_held(where, [held_of(where, facts) for facts in answer["grants"]]))
    following = date.fromisoformat(answer["last_day"]) + timedelta(days=1)
    click.echo(
        f"{answer['posts']} posts ({answer['given']} newly given) and {answer['shifts']} shifts go over on "
        f"{following}, {cases} open cases with them."
    )
    if answer["left_alone"]:
        click.echo("Nobody holds a post then for: " + ", ".join(answer["left_alone"]))
