"""wangge 网格: an open platform for grid-based city and community management (城市网格化管理)."""

__version__ = "0.1.0"
