"""Looking after a store: another engine, a backup, a restore, an upgrade."""

from wangge.cli.stores import moving

__all__ = ["moving"]
