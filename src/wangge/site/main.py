"""The console entry point: ``wangge`` starts here."""

import os
from typing import Any


class Wiring(dict[str, Any]):
    """What the doors need of the hall, looked up when it is wanted: the listeners import models."""

    def __missing__(self, name: str) -> Any:
        from wangge.site import wiring

        return {"listeners": wiring.LISTENERS}[name]


def main() -> None:
    """Name the settings and hand over to the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wangge.site.settings")
    from wangge.cli.main import wangge

    wangge(obj=Wiring())
