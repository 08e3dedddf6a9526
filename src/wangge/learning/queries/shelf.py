"""The models of a district on disk: the one in use, and the cards of the last ones.

A district has a folder: ``<id>.npz`` with numbers only (never a pickle), ``<id>.json`` with the card, and
``present.json`` that names the one in use. What cannot be read whole is not used, and the log says so once.
"""

import hashlib
import io
import logging
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import orjson
from django.conf import settings

from wangge.learning.rules import FORM, Linear, UnitTable

log = logging.getLogger("wangge.learning")

PRESENT, KEPT = "present.json", 5
UNREADABLE = (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile)
Stamp = tuple[tuple[int, int, int] | None, ...]


@dataclass(frozen=True)
class Loaded:
    """A model that is in use: its card, its numbers, and the units that ended the cases that it learned from."""

    id: UUID
    card: dict[str, Any]
    linear: Linear
    units: UnitTable


def folder_of(district: str) -> Path:
    """Where a district's models lie."""
    return Path(settings.MODELS) / district


_held: dict[Path, tuple[Stamp, Path | None, Loaded | None]] = {}


def present(district: str) -> Loaded | None:
    """The model in use; None where there is none, or none that can be read. Read again only when a file changed."""
    folder = folder_of(district)
    held = _held.get(folder)
    if held is not None and held[0] == _stamp(folder, held[1]):
        return held[2]
    file: Path | None = None
    loaded = None
    try:
        name = orjson.loads((folder / PRESENT).read_bytes())["id"]
        file = folder / f"{UUID(name)}.npz"
        loaded = load(file)
    except FileNotFoundError as trouble:
        if file is not None:
            log.warning("model %s is not there (%s): the catalogue's words suggest instead", file.name, trouble)
    except UNREADABLE as trouble:
        log.warning("the model of %s cannot be read (%s): the catalogue's words suggest instead", district, trouble)
    _held[folder] = (_stamp(folder, file), file, loaded)
    return loaded


def _stamp(folder: Path, file: Path | None) -> Stamp:
    return tuple(_seen(path) for path in (folder / PRESENT, file) if path is not None)


def _seen(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size


def load(file: Path) -> Loaded:
    """A model from its files. Raises one of ``UNREADABLE`` where they are not whole or of another form."""
    card = orjson.loads(file.with_suffix(".json").read_bytes())
    body = file.read_bytes()
    if hashlib.sha256(body).hexdigest() != card["sha256"]:
        raise ValueError("its checksum is another")
    if card["form"] != FORM:
        raise ValueError(f"its form is {card['form']}, not {FORM}")
    linear, units = unpacked(body)
    return Loaded(UUID(card["id"]), card, linear, units)


def packed(linear: Linear, units: UnitTable) -> bytes:
    """A model as the bytes of an ``.npz`` file: arrays of numbers and of short codes."""
    rows = units.rows()
    out = io.BytesIO()
    np.savez_compressed(
        out, kinds=np.array(linear.kinds), known=linear.known, idf=linear.idf, weights=linear.weights,
        bias=linear.bias, temperature=np.float64(linear.temperature),
        unit_kinds=np.array([row[0] for row in rows], dtype="U24"),
        unit_streets=np.array([row[1] for row in rows], dtype="U18"),
        unit_ids=np.array([row[2] for row in rows], dtype="U36"),
        unit_cases=np.array([row[3] for row in rows], dtype=np.int64),
    )  # fmt: skip
    return out.getvalue()


def unpacked(body: bytes) -> tuple[Linear, UnitTable]:
    """A model from the bytes of its file. Raises one of ``UNREADABLE``."""
    with np.load(io.BytesIO(body), allow_pickle=False) as held:
        linear = Linear(
            tuple(str(kind) for kind in held["kinds"]), held["known"], held["idf"], held["weights"], held["bias"],
            float(held["temperature"]),
        )  # fmt: skip
        columns = (held[f"unit_{name}"].tolist() for name in ("kinds", "streets", "ids", "cases"))
        return linear, UnitTable.of(zip(*columns, strict=True))


def cards(district: str) -> list[dict[str, Any]]:
    """The cards of the models that are kept, the last first; what cannot be read is left out."""
    found = []
    for path in sorted(folder_of(district).glob("*-*.json"), reverse=True):
        try:
            found.append(orjson.loads(path.read_bytes()))
        except UNREADABLE as trouble:
            log.warning("card %s cannot be read (%s)", path.name, trouble)
    return found


def forget_models() -> None:
    """Read again at the next question."""
    _held.clear()
