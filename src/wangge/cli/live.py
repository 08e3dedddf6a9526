"""``wangge live``: the process that holds the live lines, beside the server."""

import asyncio
import signal
import ssl

import click

from wangge.cli.main import Trouble, check_secrets, set_up, wangge
from wangge.cli.stores.places import say_in_use


@wangge.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8001, show_default=True)
@click.option("--certificate", type=click.Path(exists=True), help="TLS certificate (PEM).")
@click.option("--key", type=click.Path(exists=True), help="TLS key (PEM).")
@click.option("--lines", default=4000, show_default=True, help="Most open lines.")
@click.option(
    "--check-seconds", default=45, show_default=True, type=click.IntRange(1, 60), help="How often sessions are checked."
)
def live(host: str, port: int, certificate: str | None, key: str | None, lines: int, check_seconds: int) -> None:
    """Hold the live lines: screens are told to look anew, and who else looks at a case."""
    set_up()
    check_secrets()
    say_in_use()
    from wangge.live.app import Live

    tls = None
    if certificate:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(certificate, key)

    async def run() -> None:
        stop = asyncio.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
        await Live(most=lines, check_seconds=check_seconds).run(host, port, tls=tls, stop=stop)

    try:
        asyncio.run(run())
    except OSError as trouble:
        raise Trouble(f"Port {port} of {host} cannot be had: {trouble.strerror}.") from None
