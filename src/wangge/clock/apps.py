from django.apps import AppConfig


class ClockConfig(AppConfig):
    name = "wangge.clock"
