"""The drawn pictures of a demo: made by a process of their own while the rest is prepared, and kept for next time."""

import os
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from wangge.simulate.matters import MATTERS
from wangge.simulate.pictures import picture

VARIANTS = 6
Shown = tuple[str, bool]
"""A subject, and whether the picture shows the place put right."""


def _draw(file: Path, subject: str, after: bool, seed: int) -> None:
    """Draw a picture into its file, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(f".{os.getpid()}")
    part.write_bytes(picture(subject, after=after, seed=seed))
    part.replace(file)


class Gallery:
    """Draws what is not there yet in the background; ``pictures`` waits for the last stroke."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
        subjects = sorted({m.subject for m in MATTERS})
        self._files = {
            (subject, after): [folder / f"{subject}-{'after' if after else 'before'}-{n}.jpg" for n in range(VARIANTS)]
            for subject in subjects
            for after in (False, True)
        }
        self._drawn: list[Future[None]] = [
            self._pool.submit(_draw, file, *shown, seed)
            for shown, files in self._files.items()
            for seed, file in enumerate(files)
            if not file.exists()
        ]

    def pictures(self) -> dict[Shown, list[bytes]]:
        """JPEG bytes by subject and state; the same place, before and after, stands at the same number."""
        for drawn in self._drawn:
            drawn.result()
        self._pool.shutdown()
        return {shown: [file.read_bytes() for file in files] for shown, files in self._files.items()}
