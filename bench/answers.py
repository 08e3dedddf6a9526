"""``python -m bench.answers``: a page of 50 cases written out as it is, beside the same page validated by ninja first.

The whole request in the process on a fresh SQLite database, in milliseconds of CPU; the two take turns. The reason why
forms of answers only describe (``docs/decisions/0015-answers-are-described-and-compared.md``).
"""

import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

CASES, ROUNDS = 50, 100


def main() -> None:
    """Lay the ground, ask, print."""
    with tempfile.TemporaryDirectory(prefix="wangge-answers-") as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "wangge.site.settings", "WANGGE_ENV_FILE": "", "WANGGE_VAR": folder,
            "WANGGE_DATABASE": f"sqlite:///{Path(folder) / 'answers.sqlite3'}", "WANGGE_DEMO": "1",
        }  # fmt: skip
        import django

        django.setup()
        client = _lay()
        from wangge.api import cases

        ways = {"as it is": cases.hand_out, "validated": lambda value: value}
        took: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(ROUNDS):
            for name, way in ways.items():
                cases.hand_out = way
                took[name].append(_ask(client))
        for name, times in took.items():
            print(f"{name:>9}: {statistics.median(times):5.1f} ms of CPU, the least {min(times):.1f}")


def _lay() -> Any:
    from uuid import uuid4

    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    from wangge.cases.actions import report
    from wangge.orgs.actions import open_session
    from wangge.orgs.models import Account
    from wangge.orgs.rules import public_actor
    from wangge.simulate.ground import lay_ground, settle_people

    at = timezone.now()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    lay_ground(at=at)
    settle_people(at=at, password="riverside-lamp-42")
    for n in range(CASES):
        report(
            actor=public_actor("211102"), key=str(uuid4()), words=f"第 {n} 件：饭店后面的下水口又堵了。",
            place={"building": "211102005013001-01"}, channel="public", happened_at=at, at=at,
        )  # fmt: skip
    token = open_session(Account.objects.get(username="community"), device="bench", at=at)
    return Client(headers={"cookie": f"wangge_session={token}"}, HTTP_HOST="localhost")


def _ask(client: Any) -> float:
    began = time.process_time()
    answer = client.get(f"/api/v1/cases?limit={CASES}")
    took = 1000 * (time.process_time() - began)
    if answer.status_code != 200 or len(answer.json()["items"]) != CASES:
        raise SystemExit(f"{answer.status_code}: {answer.content[:500]!r}")
    return took


if __name__ == "__main__":
    main()
