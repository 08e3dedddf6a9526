from django.apps import AppConfig

from wangge.core import driver


class JournalConfig(AppConfig):
    name = "wangge.journal"

    def ready(self) -> None:
        """Before the first connection is made."""
        driver.make_ready()
