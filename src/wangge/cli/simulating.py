"""``wangge simulate``: what the demo's drills can do beyond the demo."""

import gc
import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from wangge.cli.main import Trouble, migrate_quietly, set_up, wangge

SAID_AFTER = 10.0
"""Seconds between two lines where nobody watches a bar."""


@wangge.group()
def simulate() -> None:
    """Drills: a drawn city, fictional people, invented cases."""


@simulate.command()
@click.option(
    "--scale", default=1.0, show_default=True, type=click.FloatRange(0.001, 100), help="So many times as many."
)
@click.option("--processes", type=click.IntRange(1, 64), help="Processes side by side; by default one a core.")
@click.option(
    "--rest", default=0.0, type=click.FloatRange(0, 20), help="After each batch, so many times as long as it took."
)
@click.option("--store", help="A SQLite store instead of the configured database, made when missing.")
def year(scale: float, processes: int | None, rest: float, store: str | None) -> None:
    """Fourteen months of 211103: 223,917 cases times scale, whose figures come out by counting.

    Can be stopped at any time; the same command goes on. An empty store gets the drawn city first.
    """
    set_up(store)
    from django.conf import settings
    from django.utils import timezone

    from wangge.orgs.queries import first_day_of_posts
    from wangge.simulate.gallery import Gallery
    from wangge.simulate.ground import CITY, lay_city, lay_ground, settle_people
    from wangge.simulate.year import MONTHS_BEFORE, live_year, year_lived

    migrate_quietly()
    now = timezone.now()
    began = now - timedelta(days=MONTHS_BEFORE)
    if first_day_of_posts(CITY) is None:
        click.echo("Laying the ground of 211103 (兴隆台区), drawn, with fictional people …")
        lay_ground(at=began)
        lay_city(at=began, rostered_from=now)
        settle_people(at=began, city=True)
    if year_lived(CITY):
        click.echo("The year was lived to its end before.")
        _tell(CITY)
        return
    since = first_day_of_posts(CITY)
    if since is None or since > began.date() + timedelta(days=1):
        raise Trouble(
            f"The people of this store began on {since}, later than the year. Begin the demo anew with RESET=1."
        )
    Path(settings.FILES).mkdir(parents=True, exist_ok=True)
    pictures = Gallery(Path(settings.FILES).parent / "pictures").pictures()
    gc.freeze()
    gc.set_threshold(100_000)
    lived = live_year(
        CITY, pictures, now=now, scale=scale, rest=rest, processes=1 if rest else processes or os.cpu_count() or 1
    )
    _watch(lived)
    _tell(CITY)


def _watch(lived: Any) -> None:
    """Progress as a bar, or as a line now and then where it goes into a file; at the end how fast it went."""
    first = next(lived, None)
    if first is None:
        return
    began = said = time.monotonic()
    rates: list[tuple[float, int]] = [(0.0, first.done)]
    with click.progressbar(length=first.cases, label=f"A year, {first.cases:,} cases") as bar:
        bar.update(first.done)
        reached = first.done
        for step in lived:
            bar.update(step.done - reached)
            reached = step.done
            rates.append((time.monotonic() - began, step.done))
            if not bar.hidden or time.monotonic() - said < SAID_AFTER:
                continue
            said = time.monotonic()
            click.echo(f"{step.done:,} of {step.cases:,} cases, {step.day}")
    seconds, cases = rates[-1][0], rates[-1][1] - rates[0][1]
    if seconds and cases:
        tenth = [_rate(rates, share, share + 0.1) for share in (0.0, 0.9)]
        click.echo(
            f"{cases:,} cases in {seconds:.1f} s: {cases / seconds:,.0f} a second; the first tenth {tenth[0]:,.0f}, "
            f"the last {tenth[1]:,.0f} ({tenth[1] / tenth[0]:.0%})."
        )


def _rate(rates: list[tuple[float, int]], low: float, high: float) -> float:
    """Cases a second between two shares of all cases."""
    first, last = rates[0][1], rates[-1][1]
    part = [(t, n) for t, n in rates if low <= (n - first) / max(last - first, 1) <= high]
    if len(part) < 2 or part[-1][0] == part[0][0]:
        return (last - first) / rates[-1][0]
    return (part[-1][1] - part[0][1]) / (part[-1][0] - part[0][0])


@simulate.command()
@click.option("--store", help="A SQLite store instead of the configured database.")
def figures(store: str | None) -> None:
    """How the cases of 211103 stand now, by counting them, beside what was told of the real district."""
    set_up(store)
    from wangge.simulate.ground import CITY

    _tell(CITY)


def _tell(district: str) -> None:
    from django.utils import timezone

    from wangge.cases.queries import counted
    from wangge.simulate.months import REAL

    found = counted(district, at=timezone.now())
    told = (
        ("cases 案件", found.cases, REAL.cases),
        ("closed 办结", found.closed, REAL.closed),
        ("through the district centre 上转", found.passed, REAL.passed),
        ("  closed 办结", found.passed_closed, REAL.passed_closed),
        ("  in hand 在办", found.in_hand, REAL.in_hand),
        ("  overdue 超期", found.overdue, REAL.overdue),
        ("  pooled 归集（挂账）", found.pooled, REAL.pooled),
        ("handled by streets and communities 自办", found.cases - found.passed - found.at_grids, REAL.own),
        ("still at grid or community 在网格、社区", found.at_grids, REAL.at_grids),
    )
    click.echo(f"{'':42} {'here':>10} {'2017':>10}")
    for what, here, real in told:
        click.echo(f"{what:42} {here:>10,} {real:>10,}")
    share = found.closed / found.cases if found.cases else 0
    click.echo(f"{'closing rate 结案率':42} {share:>10.1%} {REAL.closed / REAL.cases:>10.1%}")
