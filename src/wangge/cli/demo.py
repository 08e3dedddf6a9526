"""``wangge demo``: a living demo from nothing, and the same again in seconds."""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click
import httpx

from wangge.cli.main import Trouble, migrate_quietly, set_up, wangge
from wangge.core.env_file import read_env_file

FOLDER = Path("var/demo")
START_SECONDS = 60


@wangge.command()
@click.option("--port", default=8000, envvar="PORT", show_default=True)
@click.option("--reset", is_flag=True, envvar="RESET", help="Begin anew: everything people did is thrown away.")
@click.option("--year", is_flag=True, envvar="YEAR", help="Let the year before the thirty days be lived, behind it.")
@click.option("--lan", is_flag=True, envvar="LAN", help="Serve on this machine's address with TLS, for a phone.")
def demo(port: int, reset: bool, lan: bool, year: bool) -> None:
    """Prepare the demo data, start server, worker and live lines, and say where everything is. Ctrl-C ends it."""
    began = time.monotonic()
    if reset and FOLDER.exists():
        click.echo("Beginning anew: var/demo is removed.")
        shutil.rmtree(FOLDER)
    network: dict[str, Any] = (
        _network(port) if lan else {"address": f"http://127.0.0.1:{port}", "host": "127.0.0.1", "options": ()}
    )
    _write_settings(port, network)
    os.environ["WANGGE_ENV_FILE"] = str((FOLDER / "settings.env").resolve())
    set_up()
    _prepare()
    sms = _sms(port + 2)
    lines = ("live", "--host", network["host"], "--port", str(port + 1), *network["options"])
    children = [
        _start("serve", "--host", network["host"], "--port", str(port), *network["options"]),
        _start("worker"),
        _start(*lines),
    ]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        _wait_until_ready(network, port, children)
        _say_where(network, port, sms, time.monotonic() - began)
        if year:
            children.append(_live_year())
        while all(child.poll() is None for child in children[:2]):
            time.sleep(0.5)
            if children[2].poll() is not None:
                click.echo("The live lines have ended and begin again; until then screens ask by themselves.", err=True)
                time.sleep(1)
                children[2] = _start(*lines)
        raise Trouble("One of the processes has ended; see above why. Start the demo again when that is put right.")
    except KeyboardInterrupt:
        click.echo("\nStopping …")
    finally:
        _stop(children)


def _network(port: int) -> dict[str, Any]:
    """The address and the certificate for phones on the same network, and the page that tells how to trust it."""
    from wangge.simulate.lan import TrustServer, certificates, lan_address, qr

    host = lan_address()
    if host is None:
        raise Trouble("This machine has no address on a network. Connect it to one, or leave out LAN=1.")
    made = certificates(FOLDER / "tls", host)
    trust = TrustServer(host, port + 3, made, site=f"https://{host}:{port}")
    trust.start()
    return {
        "address": f"https://{host}:{port}",
        "host": host,
        "options": ["--certificate", str(made.certificate), "--key", str(made.key)],
        "trust": f"http://{host}:{port + 3}/",
        "authority": str(made.authority),
        "qr": qr(f"http://{host}:{port + 3}/"),
    }


def _write_settings(port: int, network: dict[str, Any]) -> None:
    """Random secrets are made once; the addresses are written anew at every start."""
    from wangge.simulate.sms import KEY_ID, KEY_SECRET

    FOLDER.mkdir(parents=True, exist_ok=True)
    file = FOLDER / "settings.env"
    kept = read_env_file(file) if file.exists() else {}
    here = FOLDER.resolve()
    values = {
        "WANGGE_SECRET_KEY": kept.get("WANGGE_SECRET_KEY") or secrets.token_urlsafe(48),
        "WANGGE_FIELD_KEY": kept.get("WANGGE_FIELD_KEY") or secrets.token_urlsafe(48),
        "WANGGE_ANCHOR_KEY": kept.get("WANGGE_ANCHOR_KEY") or secrets.token_urlsafe(48),
        "WANGGE_DEMO": "1",
        "WANGGE_VAR": str(here),
        "WANGGE_DATABASE": f"sqlite:///{here / 'wangge.sqlite3'}",
        "WANGGE_PUBLIC_ADDRESS": network["address"],
        "WANGGE_LIVE_ADDRESS": f":{port + 1}",
        "WANGGE_HOSTS": f"127.0.0.1,localhost,[::1],{network['host']}",
        "WANGGE_UNSEEN_MINUTES": "5",
        "WANGGE_SMS_ADDRESS": f"http://127.0.0.1:{port + 2}/",
        "WANGGE_SMS_KEY_ID": KEY_ID,
        "WANGGE_SMS_KEY_SECRET": KEY_SECRET,
    }
    file.touch(mode=0o600, exist_ok=True)
    file.chmod(0o600)
    file.write_text("".join(f"{name}={value}\n" for name, value in values.items()), encoding="utf-8")


def _prepare() -> None:
    """Database, static files and data: thirty days end now. What is there stays, what was interrupted goes on."""
    from django.conf import settings
    from django.utils import timezone

    from wangge.simulate.gallery import Gallery
    from wangge.simulate.ground import CITY, SEED, lay_city, lay_ground, settle_people, write_accounts
    from wangge.simulate.year import MONTHS_BEFORE

    click.echo("Database …")
    migrate_quietly()
    now = timezone.now()
    began = now - timedelta(days=MONTHS_BEFORE)
    gallery = Gallery(FOLDER / "pictures")
    click.echo("Demo data: 延风社区 (211102005013), four grids, seven units, ten fictional people …")
    lay_ground(at=began)
    city = lay_city(at=began, rostered_from=now)
    if city:
        click.echo("City of 211103 (兴隆台区), drawn: " + ", ".join(f"{n:,} {what}" for what, n in city.items()))
    made = settle_people(at=began, city=True)
    write_accounts(FOLDER / "accounts.json", made)
    Path(settings.FILES).mkdir(parents=True, exist_ok=True)
    community = next(area["code"] for area in SEED["areas"] if len(area["code"]) == settings.CODE_LENGTHS["community"])
    _live({SEED["district"]: [community], CITY: [CITY]}, gallery, now)


def _live(places: dict[str, list[str]], gallery: Any, now: datetime) -> None:
    """The thirty days before now, with their progress."""
    from wangge.simulate.days import live_days, lived

    waiting = {district: within for district, within in places.items() if not lived(district)}
    if not waiting:
        return
    click.echo("Pictures, drawn before and after …")
    pictures = gallery.pictures()
    for district, within in waiting.items():
        days = live_days(district, within, pictures, now=now)
        first = next(days)
        label = f"Thirty days of {district}, {first.cases:,} cases"
        with click.progressbar(length=first.steps, label=label, update_min_steps=first.done) as bar:
            bar.update(first.done)
            reached = first.done
            for progress in days:
                bar.update(progress.done - reached)
                reached = progress.done


def _live_year() -> subprocess.Popen[bytes]:
    """The year, behind everything else; what it says goes into a file."""
    said = FOLDER / "year.txt"
    click.echo(
        f"The year before is being lived; {said} says how far it is. What was interrupted goes on with YEAR=1.\n"
    )
    sys.stdout.flush()
    with said.open("ab") as out:
        return _start("simulate", "year", "--rest", "1", out=out)


def _sms(port: int) -> Any:
    from wangge.simulate.sms import SmsStandIn

    stand_in = SmsStandIn(port)
    stand_in.start()
    return stand_in


def _start(*words: str, out: Any = None) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", "from wangge.site.main import main; main()", *words]
    return subprocess.Popen(command, stdout=out, stderr=out)  # noqa: S603


def _wait_until_ready(network: dict[str, Any], port: int, children: list[subprocess.Popen[bytes]]) -> None:
    click.echo("Starting server and worker …")
    verify: Any = network.get("authority", True)
    for _ in range(START_SECONDS * 10):
        if any(child.poll() is not None for child in children):
            raise Trouble(
                f"The server did not start. Is port {port} or {port + 1} taken? Try PORT={port + 100} make demo."
            )
        try:
            if all(
                httpx.get(f"{site}/health", timeout=2, verify=verify, trust_env=False).status_code == 200
                for site in (network["address"], network["address"].removesuffix(str(port)) + str(port + 1))
            ):
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise Trouble(f"The server did not become ready in {START_SECONDS} seconds.")


def _say_where(network: dict[str, Any], port: int, sms: Any, seconds: float) -> None:
    site = network["address"]
    authority = f" --authority {network['authority']}" if "authority" in network else ""
    click.echo(f"\nReady after {seconds:.1f} s.\n")
    for what, where in (
        ("residents report", f"{site}/"),
        ("grid workers", f"{site}/worker/ (an app: a phone keeps it and works without network)"),
        ("centres, units", f"{site}/desk/"),
        ("plain pages", f"{site}/login"),
        ("API", f"{site}/api/v1/docs"),
        ("SMS stand-in", f"http://127.0.0.1:{sms.server_address[1]}/"),
        (
            "accounts",
            f"{FOLDER}/accounts.json (user names: district street community unit worker worker2 chief property "
            "auditor admin; in 211103: xl-district xl-street xl-community xl-worker xl-unit)",
        ),
        ("a story", f"{_command()} story drain --server {site}{authority}"),
    ):
        click.echo(f"  {what:17} {where}")
    if "trust" in network:
        click.echo(f"\nOn the phone, first open this page once and trust the demo's authority: {network['trust']}\n")
        click.echo(network["qr"])
    click.echo("\nCtrl-C ends the demo; what people did is kept. RESET=1 begins anew.", nl=True)
    sys.stdout.flush()


def _command() -> str:
    """``wangge`` as it is typed from here."""
    own = Path(sys.executable).parent / "wangge"
    return os.path.relpath(own) if own.is_relative_to(Path.cwd()) else "wangge"


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    for child in children:
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()
