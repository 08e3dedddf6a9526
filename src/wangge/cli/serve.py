"""``wangge serve`` and ``wangge worker``: the two processes of an installation."""

import logging
import os
import signal
import threading
import time
from typing import Any

import click
from django.db import close_old_connections
from django.utils import timezone

from wangge.cli.main import check_secrets, set_up, wangge
from wangge.cli.sms import sender
from wangge.cli.stores.places import say_in_use

IDLE_SECONDS, LOOK_SECONDS = 0.25, 0.5
"""Between two looks at the journal, and at what is due, when there is no backlog."""
MOST_CONNECTIONS, SPARE_THREADS = 1024, 16
"""Connections of a server process that are open at once, idle ones too; and threads for those who find no room."""
SWEEP_SECONDS, ANCHOR_SECONDS = 3600, 60
log = logging.getLogger("wangge.worker")


def blocking_threads(at_work: int, threads: int, waiting: int, patience: float) -> int:
    """Threads of a server process: all that may be at work or wait at once, and some more that only say no.

    Who waits in the server's own queue cannot be sent away quickly; a thread that waits at the gate costs next to
    nothing. ``at_work`` 0 means that nobody is counted and the threads are those that work.
    """
    from wangge.api.admission.rules import limits

    return limits(at_work, waiting=waiting, patience=patience).everybody + SPARE_THREADS if at_work else threads


@wangge.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=1, show_default=True, help="Server processes; cores less one is a good number.")
@click.option("--threads", default=4, show_default=True, help="Requests a process works at once; more wait.")
@click.option("--certificate", type=click.Path(exists=True), help="TLS certificate (PEM).")
@click.option("--key", type=click.Path(exists=True), help="TLS key (PEM).")
def serve(host: str, port: int, workers: int, threads: int, certificate: str | None, key: str | None) -> None:
    """Serve the API and the pages."""
    os.environ.setdefault("WANGGE_AT_WORK", str(threads))
    set_up()
    check_secrets()
    say_in_use()
    from pathlib import Path

    from django.conf import settings
    from django.core.management import call_command
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    call_command("collectstatic", verbosity=0, interactive=False)
    # Most of the threads wait at the gate: the server's advice against so many does not apply.
    logging.getLogger("_granian").addFilter(lambda record: "Python threads" not in record.getMessage())
    Server(
        "wangge.site.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=blocking_threads(settings.AT_WORK, threads, settings.WAITING, settings.PATIENCE),
        backpressure=MOST_CONNECTIONS,
        backlog=MOST_CONNECTIONS,
        ssl_cert=Path(certificate) if certificate else None,
        ssl_key=Path(key) if key else None,
        log_access=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
    ).serve()


@wangge.command()
@click.pass_context
def worker(context: click.Context) -> None:
    """Deliver the journal, send notices, watch due times, let leavers go, anchor chains, sweep what was left."""
    set_up()
    check_secrets()
    say_in_use()
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    run_worker(context.obj["listeners"], stop)


def run_worker(listeners: Any, stop: threading.Event) -> None:
    """Work until told to stop. Trouble with the database is waited out, never lost: positions stand in the database."""
    from wangge.cases.actions import close_by_rule, draw_due, watch
    from wangge.cli.anchoring import anchor_all
    from wangge.files.actions import sweep
    from wangge.journal.listeners import deliver
    from wangge.journal.queries import BATCH
    from wangge.notices.actions import queue_unseen, send_queued
    from wangge.orgs.actions import let_leave

    send, looked, swept, anchored = sender(), 0.0, 0.0, 0.0
    while not stop.is_set():
        read = 0
        try:
            at = timezone.now()
            read = deliver(listeners)
            if time.monotonic() - looked > LOOK_SECONDS:
                let_leave(at=at)
                queue_unseen(at=at)
                watch(at)
                close_by_rule(at)
                if send is not None:
                    send_queued(send, at=at)
                looked = time.monotonic()
            if time.monotonic() - swept > SWEEP_SECONDS:
                sweep(at=at)
                draw_due(at)
                swept = time.monotonic()
            if time.monotonic() - anchored > ANCHOR_SECONDS:
                anchor_all(at)
                anchored = time.monotonic()
        except Exception:
            log.exception("the worker met trouble and tries again")
        close_old_connections()
        if read < BATCH:
            stop.wait(IDLE_SECONDS)
