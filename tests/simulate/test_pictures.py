"""Drawn pictures: the same bytes for the same place, marked, small, before and after alike but not the same."""

import re
import subprocess
import sys
from hashlib import sha256
from io import BytesIO
from itertools import combinations

import pytest
from PIL import Image, ImageChops, ImageStat

from wangge.simulate.pictures import SUBJECTS, drain, picture
from wangge.simulate.pictures.plate import PAPER, PLATE, SEAL

pytestmark = pytest.mark.xdist_group("pictures")
"""What is drawn for these tests is drawn once."""

SEEDS = range(6)


def opened(body: bytes) -> Image.Image:
    return Image.open(BytesIO(body)).convert("RGB")


def apart(one: Image.Image, other: Image.Image) -> float:
    """How far two pictures are apart, 0 to 255."""
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3


def close(pixel: tuple[int, ...], colour: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 45 for a, b in zip(pixel, colour, strict=True))


@pytest.fixture(scope="module")
def drawn() -> dict[tuple[str, bool, int], bytes]:
    return {
        (s, after, seed): picture(s, after=after, seed=seed)
        for s in SUBJECTS
        for after in (False, True)
        for seed in SEEDS
    }


@pytest.fixture(scope="module")
def small(drawn) -> dict[tuple[str, bool, int], Image.Image]:
    """The same at 60 × 45, where grain does not count."""
    return {name: opened(body).reduce(20) for name, body in drawn.items()}


def test_every_subject_has_its_name_in_both_languages():
    assert len(SUBJECTS) == 12
    for say in SUBJECTS.values():
        assert re.search(r"[\u4e00-\u9fff]", say.zh) and not re.search(r"[\u4e00-\u9fff]", say.en) and say.en


@pytest.mark.long
def test_a_picture_is_a_jpeg_of_1200_by_900_below_200_kilobytes_without_metadata(drawn):
    for name, body in drawn.items():
        read = Image.open(BytesIO(body))
        assert (read.format, read.size, read.mode) == ("JPEG", (1200, 900), "RGB"), name
        assert len(body) < 200_000, (name, len(body))
        assert not read.getexif() and b"Exif" not in body and "comment" not in read.info, name


@pytest.mark.long
def test_the_same_place_in_another_run_is_the_same_bytes(drawn):
    code = (
        "from hashlib import sha256; from wangge.simulate.pictures import SUBJECTS, picture\n"
        "for s in SUBJECTS:\n for a in (False, True): print(sha256(picture(s, after=a, seed=3)).hexdigest())"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert other == [sha256(drawn[s, a, 3]).hexdigest() for s in SUBJECTS for a in (False, True)]


@pytest.mark.long
@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_picture_carries_the_plate_in_any_weather(subject, drawn):
    weathers = [picture(subject, after=True, seed=4, night=True), picture(subject, after=False, seed=4, rain=True)]
    for body in (drawn[subject, False, 1], drawn[subject, True, 1], *weathers):
        plate = opened(body).crop(PLATE)
        pixels = list(plate.get_flattened_data())
        paper, seal = (sum(close(p, colour) for p in pixels) / len(pixels) for colour in (PAPER, SEAL))
        assert paper > 0.55 and seal > 0.08
        halves = [plate.crop((20, 10, 68, 58)), plate.crop((68, 10, 116, 58))]
        assert all(sum(close(p, SEAL) for p in half.get_flattened_data()) > 150 for half in halves)


@pytest.mark.long
def test_before_and_after_differ_where_the_trouble_is_and_are_the_same_place(small):
    for subject in SUBJECTS:
        for seed in SEEDS:
            before, after = (small[subject, state, seed] for state in (False, True))
            middle = (10, 11, 50, 43)
            assert apart(before.crop(middle), after.crop(middle)) > 3, (subject, seed)
            if subject != "lamp":
                edge = [p.crop((0, 0, 60, 6)) for p in (before, after)]
                assert apart(*edge) < 4, (subject, seed)


@pytest.mark.long
def test_six_seeds_give_six_pictures_that_anybody_can_tell_apart(small):
    for subject in SUBJECTS:
        for one, other in combinations(SEEDS, 2):
            assert apart(small[subject, False, one], small[subject, False, other]) > 5, (subject, one, other)


@pytest.mark.long
def test_night_is_darker_and_rain_is_greyer_than_a_fair_day(drawn):
    def light(image: Image.Image) -> float:
        return ImageStat.Stat(image.convert("L")).mean[0]

    for subject in ("cover", "rubbish", "wire"):
        day = opened(drawn[subject, False, 2])
        night, rain = (opened(picture(subject, after=False, seed=2, **{w: True})) for w in ("night", "rain"))
        assert light(night) < 0.55 * light(day) and light(rain) < light(day)


def test_the_story_of_the_drain_gets_the_drain():
    assert drain(blocked=True, seed=2) == picture("drain", after=False, seed=2)
    assert drain(blocked=False) == picture("drain", after=True, seed=1)


def test_nobody_draws_an_unknown_subject():
    with pytest.raises(KeyError):
        picture("unicorn", after=False, seed=1)
