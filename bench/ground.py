"""``python -m bench.ground COUNT``: an empty database gets the demo's ground and so many registered cases."""

import sys
from uuid import UUID, uuid4

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.lives import actor  # noqa: E402
from wangge.cases import actions  # noqa: E402
from wangge.orgs.rules import public_actor  # noqa: E402
from wangge.simulate.ground import lay_ground, settle_people  # noqa: E402

if __name__ == "__main__":
    call_command("migrate", verbosity=0, interactive=False)
    at = timezone.now()
    lay_ground(at=at)
    settle_people(at=at, password="riverside-lamp-42")
    desk, resident = actor("community"), public_actor("211102")
    for _ in range(int(sys.argv[1])):
        case = actions.report(
            actor=resident, key=str(uuid4()), words="饭店后面的下水口又堵了，一下雨就往外冒。",
            place={"building": "211102005013001-01"}, channel="public", happened_at=at, at=at,
        ).body["case"]  # fmt: skip
        for verb, facts in (("accept", {}), ("register", {"kind": "E0504"})):
            actions.move(
                actor=desk, case_id=UUID(case["id"]), verb=verb, facts=facts, key=str(uuid4()), happened_at=at, at=at
            )
