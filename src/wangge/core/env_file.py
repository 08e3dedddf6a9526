"""Files of ``NAME=value`` lines."""

from pathlib import Path


def read_env_file(path: Path) -> dict[str, str]:
    """The pairs; empty lines and lines that begin with ``#`` are passed over."""
    pairs = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, sign, value = line.strip().partition("=")
        if sign and not name.startswith("#"):
            pairs[name.strip()] = value.strip()
    return pairs
