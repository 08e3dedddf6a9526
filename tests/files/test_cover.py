"""What was covered is gone: no detail of it is left in the copy, and nothing that the picture said of itself."""

from io import BytesIO
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from PIL import Image, ImageChops, ImageDraw

from wangge.files.actions import can_detect, covered, proposed
from wangge.files.actions import cover as covering
from wangge.files.models import Upload
from wangge.files.rules import BLOCKS, Shape, read_shapes

BOX = Shape("box", 0.25, 0.25, 0.5, 0.5)


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Keeps a picture as the files room would, without a database; gives its upload."""
    monkeypatch.setattr(settings, "FILES", str(tmp_path))

    def keep(picture: Image.Image, **save: Any) -> Upload:
        picture.save(tmp_path / "a.jpg", "JPEG", quality=95, **save)
        return Upload(stored="a.jpg", width=picture.width, height=picture.height)

    return keep


def noise(seed: int, size: tuple[int, int] = (400, 400)) -> Image.Image:
    """Grey outside; inside the box fine dots, three white to two black, at other places for each seed."""
    rng = Random(seed)
    picture = Image.new("RGB", size, (120, 120, 120))
    dots = bytes(rng.choices((255, 0), (3, 2), k=40_000))
    picture.paste(Image.frombytes("L", (200, 200), dots), (100, 100))
    return picture


def opened(body: bytes) -> Image.Image:
    return Image.open(BytesIO(body)).convert("RGB")


def test_two_pictures_that_differ_in_detail_alone_look_the_same_when_covered(kept):
    one, other = (opened(covered(kept(noise(seed)), [BOX])) for seed in (1, 2))
    assert max(channel[1] for channel in ImageChops.difference(one, other).getextrema()) <= 24


def test_signs_of_a_plate_cannot_be_told_apart_afterwards(kept):
    def plate(text: str) -> Image.Image:
        picture = Image.new("RGB", (600, 400), (90, 90, 90))
        pen = ImageDraw.Draw(picture)
        pen.rectangle((200, 180, 400, 220), fill=(20, 40, 160))
        pen.text((215, 185), text, fill="white", font_size=28)
        return picture

    box = [Shape("box", 1 / 3, 0.45, 1 / 3, 0.1)]
    inside = [
        opened(covered(kept(plate(text)), box)).crop((200, 180, 400, 220)) for text in ("A 12345", "A 12346", "A 72345")
    ]
    for image in inside[1:]:
        difference = ImageChops.difference(inside[0], image).convert("L").resize((1, 1), Image.Resampling.BOX)
        assert difference.getpixel((0, 0)) <= 16


@pytest.mark.parametrize("kind", ["box", "ellipse", "stroke"])
def test_every_shape_covers_its_middle_and_leaves_the_corner(kept, kind):
    shape = {"shape": kind, "x": 0.25, "y": 0.25, "w": 0.5, "h": 0.5, "points": [[0.3, 0.5], [0.7, 0.5]], "width": 0.2}
    before = noise(3)
    after = opened(covered(kept(before), read_shapes([shape])))
    middle, corner = (190, 190, 210, 210), (0, 0, 60, 60)
    least, most = after.crop(middle).convert("L").getextrema()
    assert most - least <= 40, "of dots that were black and white one tone is left"
    change = ImageChops.difference(before.crop(corner), after.crop(corner))
    assert max(channel[1] for channel in change.getextrema()) < 20
    assert ImageChops.difference(before.crop(middle), after.crop(middle)).getextrema()[0][1] > 60


def test_a_covered_picture_says_nothing_of_itself_and_is_not_larger_than_it_must_be(kept):
    exif = Image.Exif()
    exif[271] = "Huawei"
    body = covered(kept(Image.new("RGB", (4000, 3000), "#884422"), exif=exif), [])
    made = Image.open(BytesIO(body))
    assert made.size == (1280, 960) and not made.getexif() and b"Huawei" not in body


def test_a_face_keeps_at_most_a_few_blocks(kept):
    body = covered(kept(noise(5)), [BOX])
    inner = opened(body).crop((130, 130, 270, 270)).convert("L")
    edges = inner.resize((BLOCKS, BLOCKS), Image.Resampling.BOX).resize(inner.size, Image.Resampling.BICUBIC)
    assert ImageChops.difference(inner, edges).getextrema()[1] < 70


def test_without_a_detector_nothing_is_proposed(kept, monkeypatch):
    monkeypatch.setattr(covering, "find_spec", lambda name: None)
    assert not can_detect() and proposed(kept(noise(1))) == []


def test_what_a_detector_finds_is_proposed_as_shapes(kept, monkeypatch):
    """Stands in for the optional part: faces become ellipses, plates boxes, in shares of the picture."""
    grey = SimpleNamespace(shape=(400, 800))
    found = [[(80, 40, 40, 40)], [], [(400, 200, 120, 40)]]
    detectors = [SimpleNamespace(detectMultiScale=lambda *_, own=own, **__: own) for own in found]
    fake = SimpleNamespace(imread=lambda *_: grey, IMREAD_GRAYSCALE=0, resize=lambda *_: grey)
    monkeypatch.setattr(covering, "can_detect", lambda: True)
    monkeypatch.setattr(covering, "_detectors", lambda: detectors)
    monkeypatch.setitem(__import__("sys").modules, "cv2", fake)
    assert proposed(kept(noise(1))) == [
        Shape("ellipse", 0.1, 0.1, 0.05, 0.1), Shape("box", 0.5, 0.5, 0.15, 0.1),
    ]  # fmt: skip
    monkeypatch.setattr(fake, "imread", lambda *_: None)
    assert proposed(kept(noise(1))) == []
    assert proposed(Upload(stored="")) == []
