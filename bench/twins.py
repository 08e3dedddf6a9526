"""``python -m bench.twins``: whether the same picture is known again, and how long looking takes among a million.

First the drawn pictures, changed as pictures are when they are sent on: how many are found (recall), and how many pairs
of different places are taken for one (false twins). Then the look-up with 1,000 and with 1,000,000 hashes on both
engines: rows read and milliseconds, median of 200. ``WANGGE_SAMPLES``, a folder of JPEG files, adds real pictures to
the first part; without it that is said.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from itertools import combinations
from pathlib import Path

from PIL import Image, ImageEnhance
from tests.engine import postgresql

from bench.__main__ import environment, python
from wangge.files.rules import HIGH, NEAR, WIDE, apart, difference_hash

SEEDS = 3
SIZES = (1_000, 1_000_000)


def hash_of(picture: Image.Image) -> int | None:
    """As the files room takes it."""
    return difference_hash(list(picture.convert("L").resize((WIDE, HIGH), Image.Resampling.LANCZOS).tobytes()))


def saved(picture: Image.Image, quality: int) -> Image.Image:
    """As it comes out of a JPEG of this quality."""
    out = BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=quality)
    return Image.open(out)


def cut(picture: Image.Image, left: float, top: float, right: float, bottom: float) -> Image.Image:
    """Without these shares of its edges."""
    wide, high = picture.size
    return picture.crop((round(wide * left), round(high * top), round(wide * (1 - right)), round(high * (1 - bottom))))


CHANGES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "saved anew, quality 40": lambda p: saved(p, 40),
    "half as large": lambda p: p.resize((p.width // 2, p.height // 2)),
    "320 pixels, quality 60": lambda p: saved(p.resize((320, 240)), 60),
    "lighter by a fifth": lambda p: ImageEnhance.Brightness(p).enhance(1.2),
    "darker by a quarter": lambda p: ImageEnhance.Brightness(p).enhance(0.75),
    "3 % off one edge": lambda p: cut(p, 0.03, 0, 0, 0),
    "3 % off every edge": lambda p: cut(p, 0.03, 0.03, 0.03, 0.03),
    "1.5 % off, lighter, 640 pixels, quality 50": lambda p: saved(
        ImageEnhance.Brightness(cut(p, *[0.015] * 4)).enhance(1.15).resize((640, 480)), 50
    ),
}


def drawn() -> Iterator[tuple[str, Image.Image]]:
    """The demo's pictures by place: before and after of one place count as one."""
    from wangge.simulate.pictures import SUBJECTS, picture

    for subject in SUBJECTS:
        for seed in range(SEEDS):
            for after in (False, True):
                body = picture(subject, after=after, seed=seed)
                yield f"{subject} {seed}", Image.open(BytesIO(body)).convert("RGB")


def sampled(folder: Path) -> Iterator[tuple[str, Image.Image]]:
    """Pictures of a folder, each a place of its own."""
    for file in sorted(folder.rglob("*.jp*g")):
        yield file.stem, Image.open(file).convert("RGB")


def recall(name: str, pictures: Sequence[tuple[str, Image.Image]]) -> None:
    """Print what is found again and what is taken for another."""
    hashes = [(place, hash_of(picture)) for place, picture in pictures]
    print(f"{name}: {len(pictures)} pictures, twins within {NEAR} of 64 bits")
    for change, make in CHANGES.items():
        distances = [
            apart(own, other)
            for (_, picture), (_, own) in zip(pictures, hashes, strict=True)
            if own is not None and (other := hash_of(make(picture))) is not None
        ]
        found = sum(distance <= NEAR for distance in distances)
        print(f"  {change:<44} {found / len(distances):>7.1%}  farthest {max(distances)}")
    pairs = [(a, b) for a, b in combinations(hashes, 2) if a[0] != b[0] and a[1] is not None and b[1] is not None]
    false = sum(apart(a[1] or 0, b[1] or 0) <= NEAR for a, b in pairs)
    print(f"  false twins among {len(pairs):,} pairs of different places: {false}")


def look_up() -> None:
    """In a process that knows its database: fill it, look, print."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from wangge.core.ids import uuid7
    from wangge.files.models import PictureHash
    from wangge.files.queries import alike
    from wangge.files.rules import bands, nearest, signed

    call_command("migrate", verbosity=0, interactive=False)
    rng = random.Random(7)
    there = 0
    for size in SIZES:
        while there < size:
            rows = []
            for _ in range(min(20_000, size - there)):
                value = rng.getrandbits(64)
                parts = {f"b{n}": band for n, band in enumerate(bands(value))}
                rows.append(PictureHash(district="211103", id=uuid7(), value=signed(value), **parts))
            PictureHash.objects.bulk_create(rows, batch_size=5_000)
            there += len(rows)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE files_picturehash" if connection.vendor == "postgresql" else "ANALYZE")
        wanted = [value ^ 0x8000_0001_0000_0003 for _, value in alike("211103", rng.getrandbits(64))][:1] or [7]
        wanted += [rng.getrandbits(64) for _ in range(200)]
        took, read = [], []
        for value in wanted:
            began = time.perf_counter()
            likely = alike("211103", value)
            nearest(value, likely, most=10)
            took.append((time.perf_counter() - began) * 1000)
            read.append(len(likely))
        print(
            f"  {connection.vendor:<10} {size:>9,} hashes: {statistics.median(took):6.2f} ms, "
            f"{statistics.median(read):.0f} rows read"
        )


def main() -> None:
    """Measure and print."""
    if sys.argv[1:] == ["look"]:
        look_up()
        return
    recall("drawn", list(drawn()))
    samples = os.environ.get("WANGGE_SAMPLES")
    if samples and list(Path(samples).rglob("*.jp*g")):
        recall("samples", list(sampled(Path(samples))))
    else:
        print("samples: none; WANGGE_SAMPLES names a folder of JPEG files")
    print("looking for one picture's twins:", flush=True)
    with tempfile.TemporaryDirectory(prefix="wangge-bench-") as name, postgresql() as server:
        for address in (f"sqlite:///{Path(name) / 'twins.sqlite3'}", server):
            print(python(environment(address, Path(name)), "bench.twins", "look"), end="", flush=True)


if __name__ == "__main__":
    main()
