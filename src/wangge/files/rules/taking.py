"""What is taken in, what it really is, and how the headers of a resumable upload read. Pure."""

import base64
import binascii
import hashlib
from dataclasses import dataclass

from wangge.core.refusals import Missing, TooLarge
from wangge.core.words import Say

PHOTO_BYTES = 20 * 1024 * 1024
SOUND_BYTES = 10 * 1024 * 1024
MOST_BYTES = PHOTO_BYTES
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 4096
JPEG_QUALITY = 85

EXTENSIONS = {
    "image/jpeg": "jpg", "image/png": "png", "audio/wav": "wav", "audio/mpeg": "mp3", "audio/mp4": "m4a",
    "audio/aac": "aac", "audio/ogg": "ogg", "audio/webm": "webm", "audio/amr": "amr",
}  # fmt: skip
"""The only types that are ever served, with the ending of their files."""

SIZES = (160, 320, 640, 1280)
"""The longest sides, in pixels, in which a picture can be had smaller than it was kept."""

NOT_A_PICTURE = Say(
    "这不是照片，也不是录音。请选 JPG、PNG、WebP 照片，或直接用相机拍。",
    "This is neither a picture nor a sound. Please choose a JPG, PNG or WebP picture, or take one with the camera.",
)


@dataclass(frozen=True)
class Guess:
    """What the first bytes say: ``photo`` or ``sound`` and the media type under which it would be kept."""

    kind: str
    media_type: str


def recognise(head: bytes) -> Guess:
    """The type by its signature, never by its name. Raises ``Missing``: ``not_a_picture``, ``picture_heic``."""
    if head.startswith(b"\xff\xd8\xff"):
        return Guess("photo", "image/jpeg")
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Guess("photo", "image/png")
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Guess("photo", "image/webp")
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return Guess("photo", "image/gif")
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return Guess("sound", "audio/wav")
    if head.startswith(b"ID3") or (len(head) > 1 and head[0] == 0xFF and head[1] in (0xFB, 0xF3, 0xF2, 0xFA)):
        return Guess("sound", "audio/mpeg")
    if len(head) > 1 and head[0] == 0xFF and head[1] in (0xF1, 0xF9):
        return Guess("sound", "audio/aac")
    if head.startswith(b"OggS"):
        return Guess("sound", "audio/ogg")
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return Guess("sound", "audio/webm")
    if head.startswith(b"#!AMR"):
        return Guess("sound", "audio/amr")
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        if brand in (b"heic", b"heix", b"mif1", b"msf1", b"hevc"):
            raise Missing(
                "picture_heic",
                Say(
                    "这是 HEIC 照片，暂时打不开。请在手机相机设置里选“兼容性最佳”，或发送 JPG。",
                    "A HEIC picture cannot be opened here. Set the camera to “Most compatible”, or send a JPG.",
                ),
            )
        if brand in (b"M4A ", b"M4B ", b"mp42", b"isom", b"mp41", b"iso2", b"3gp4", b"3gp5"):
            return Guess("sound", "audio/mp4")
    raise Missing("not_a_picture", NOT_A_PICTURE)


def check_length(length: int, kind: str = "photo") -> None:
    """Raises ``Missing`` (``empty_file``) or ``TooLarge`` (``too_large``)."""
    if length <= 0:
        raise Missing("empty_file", Say("这个文件是空的。请重新选一个。", "This file is empty. Please choose another."))
    most = PHOTO_BYTES if kind == "photo" else SOUND_BYTES
    if length > most:
        size = most // (1024 * 1024)
        raise TooLarge(
            "too_large",
            Say(
                f"文件超过 {size} MB。照片请在手机上选“中等大小”再发，录音请分段。",
                f"The file is larger than {size} MB. Send a smaller picture, or the sound in parts.",
            ),
            limit=most,
        )


def wav_is_whole(head: bytes, length: int) -> bool:
    """Whether a WAV file is as long as its header says."""
    return length >= int.from_bytes(head[4:8], "little") + 8


def check_size(kind: str, size: int) -> int:
    """The longest side in which a file is wanted. Raises ``Missing``: ``size_unknown``, ``size_of_sound``."""
    if size not in SIZES:
        sizes = [str(size) for size in SIZES]
        raise Missing(
            "size_unknown",
            Say(
                f"缩略图只有这几种边长：{'、'.join(sizes)}。",
                f"Smaller pictures come in these sizes: {', '.join(sizes)}.",
            ),
            choices=list(SIZES),
        )
    if kind != "photo":
        raise Missing(
            "size_of_sound",
            Say("录音没有缩略图。请直接取原件。", "A sound has no smaller picture. Ask for the file itself."),
        )
    return size


def stored_name(sha256: str, media_type: str) -> str:
    """Where a file is kept: ``ab/cd/abcd….jpg``. Raises ``KeyError`` for a type that is never kept."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}.{EXTENSIONS[media_type]}"


def small_name(stored: str, size: int) -> str:
    """Where the smaller picture lies, beside the kept one: ``ab/cd/abcd….jpg`` and ``ab/cd/abcd….320.jpg``."""
    stem, _, ending = stored.rpartition(".")
    return f"{stem}.{size}.{ending}"


@dataclass(frozen=True)
class Checksum:
    """``Upload-Checksum``: the name of the algorithm and the digest."""

    algorithm: str
    value: bytes

    def fits(self, chunk: bytes) -> bool:
        """Whether the bytes have this checksum."""
        return hashlib.new(self.algorithm, chunk, usedforsecurity=False).digest() == self.value


ALGORITHMS = ("sha1", "sha256")


def read_checksum(header: str) -> Checksum:
    """From ``sha1 <base64>``. Raises ``Missing`` (``checksum_unreadable``)."""
    algorithm, _, text = header.strip().partition(" ")
    try:
        if algorithm not in ALGORITHMS:
            raise ValueError(algorithm)
        return Checksum(algorithm, base64.b64decode(text, validate=True))
    except (ValueError, binascii.Error):
        raise Missing(
            "checksum_unreadable",
            Say("校验和读不懂，只支持 sha1 和 sha256。", "The checksum cannot be read; sha1 and sha256 are known."),
        ) from None
