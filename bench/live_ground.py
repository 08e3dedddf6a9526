"""``python -m bench.live_ground PEOPLE EACH``: the demo's ground, so many auditors and sessions; tokens as JSON."""

import json
import sys
from uuid import uuid4

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from wangge.cases import actions  # noqa: E402
from wangge.orgs.actions import appoint, open_session  # noqa: E402
from wangge.orgs.models import Account  # noqa: E402
from wangge.orgs.queries import today  # noqa: E402
from wangge.orgs.rules import Held, public_actor  # noqa: E402
from wangge.simulate.ground import lay_ground  # noqa: E402


def report() -> None:
    """One report comes in and is committed."""
    at = timezone.now()
    actions.report(
        actor=public_actor("211102"), key=str(uuid4()), words="下水口堵了", place={"building": "211102005013001-01"},
        channel="public", happened_at=at, at=at,
    )  # fmt: skip


def main() -> None:
    """Lay the ground and print the tokens. Passwords are not measured here: they are hashed once over lightly."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    people, each, at = int(sys.argv[1]), int(sys.argv[2]), timezone.now()
    call_command("migrate", verbosity=0, interactive=False)
    lay_ground(at=at)
    held = Held("211102", "auditor", "211102", None, today(at))
    tokens = []
    for number in range(people):
        name = f"auditor{number}"
        appoint(actor=None, name=name, username=name, password="riverside-lamp-42", grants=[held], phone="",
                must_change=False, key=name, at=at)  # fmt: skip
        account = Account.objects.get(username=name)
        with transaction.atomic():
            tokens += [open_session(account, device="bench", at=at) for _ in range(each)]
    print(json.dumps(tokens))


if __name__ == "__main__":
    main()
