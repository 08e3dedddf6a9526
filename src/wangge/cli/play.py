"""``wangge story``: play a story against a running server."""

import json
from pathlib import Path

import click
import httpx

from wangge.cli.main import Trouble, wangge
from wangge.simulate.caller import Caller, Turned
from wangge.simulate.stories import STORIES, StoryBroke

WHO = {"worker", "community", "street", "unit"}


@wangge.command()
@click.argument("name", type=click.Choice(sorted(STORIES)))
@click.option("--server", default="http://127.0.0.1:8000", show_default=True)
@click.option("--accounts", default="var/demo/accounts.json", show_default=True, type=click.Path(path_type=Path))
@click.option("--authority", type=click.Path(exists=True), help="The demo authority's certificate, for https.")
def story(name: str, server: str, accounts: Path, authority: str | None) -> None:
    """Play a story through the HTTP API; each step in words; the last line tells the number and the address."""
    if not accounts.exists():
        raise Trouble(f"{accounts} is not there. Start the demo first (make demo), or name the file with --accounts.")
    verify = authority or True
    known = {row["username"]: row for row in json.loads(accounts.read_text(encoding="utf-8"))}
    lacking = sorted(WHO - known.keys())
    if lacking:
        raise Trouble(f"{accounts}: there is no account called {', '.join(lacking)}. Begin the demo anew with RESET=1.")
    people = {}
    try:
        for username in sorted(WHO):
            people[username] = person = Caller(server, name=known[username]["name"], verify=verify)
            person.sign_in(username, known[username]["password"])
        number, url = STORIES[name](people, Caller(server, verify=verify), tell=click.echo)
    except StoryBroke as broke:
        raise Trouble(f"The story broke: {broke}") from None
    except Turned as turned:
        raise Trouble(f"The server refused: {turned}") from None
    except httpx.TransportError as trouble:
        raise Trouble(f"No server answers at {server} ({type(trouble).__name__}). Start it with make demo.") from None
    click.echo(f"closed {number} {url}")
