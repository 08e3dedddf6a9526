"""Looking after a store: another engine, a backup, a restore, an upgrade."""

from wangge.cli.stores import backing, moving, restoring, upgrading

__all__ = ["backing", "moving", "restoring", "upgrading"]
