"""``wangge casefile``: a case file from the machine's own console."""

import shutil
from pathlib import Path
from typing import Any

import click
from django.utils import timezone

from wangge.cli.main import Trouble, set_up, wangge
from wangge.core.ids import PUBLIC, uuid7
from wangge.core.refusals import Refused


@wangge.command()
@click.argument("number")
@click.option("--out", type=click.Path(path_type=Path), help="Where it is written; default the file's own name here.")
@click.option("--pdf", is_flag=True, help="The page to print as PDF instead of the bundle.")
@click.option("--english", is_flag=True, help="With --pdf: in English.")
@click.option("--contacts", is_flag=True, help="With the reporter's number; wants --reason.")
@click.option("--reason", default="", help="Why contacts go along; it is kept in the case file.")
def casefile(number: str, out: Path | None, pdf: bool, english: bool, contacts: bool, reason: str) -> None:
    """Write the file of the case with this NUMBER as a bundle that anyone can check; the export is recorded."""
    set_up()
    from wangge.api.bundles import bundle_name, case_bundle
    from wangge.cases.actions import export
    from wangge.cases.queries import case_for, case_numbered

    if pdf and contacts:
        raise Trouble("Contacts go along with the bundle only. Leave out --pdf or --contacts.")
    at = timezone.now()
    found = case_numbered(number)
    if found is None:
        raise Trouble(f"There is no case {number}. A number reads like 211103-20261123-000147.")
    actor = _console(found.district, at)
    try:
        export(
            actor=actor, case_id=found.id, form="pdf" if pdf else "bundle", contacts=contacts, reason=reason,
            key=f"console-{uuid7()}", at=at,
        )  # fmt: skip
        case = case_for(actor, found.id)
        name = f"wangge-case-{case.number}.pdf" if pdf else bundle_name(case)
        place = out or Path(name)
        if pdf:
            from wangge.pages.pdf import case_pdf

            place.write_bytes(case_pdf(case, actor, "en" if english else "zh", at=at))
        else:
            with case_bundle(case, actor, contacts=contacts, at=at) as made, place.open("wb") as file:
                shutil.copyfileobj(made, file)
    except Refused as refusal:
        raise Trouble(refusal.say.en) from None
    click.echo(f"{place}: {place.stat().st_size:,} bytes. Check it with: wangge verify {place}")


def _console(district: str, at: Any) -> Any:
    """Whoever stands at the machine: sees the cases of the district, as its auditor does, and is no person."""
    from wangge.orgs.queries import today
    from wangge.orgs.rules import Actor, Held

    held = Held(district, "auditor", district, None, today(at))
    return Actor(PUBLIC, "", district, (held,), districts=(district,))
