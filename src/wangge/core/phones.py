"""Telephone numbers as people type them."""

from wangge.core.refusals import Missing
from wangge.core.words import Say


def read_phone(said: str, *, shortest: int = 5) -> str:
    """Digits, with an optional + in front; blanks and dashes fall away. Raises ``Missing`` (``phone_unreadable``)."""
    plain = said.replace(" ", "").replace("-", "")
    digits = plain.removeprefix("+")
    if not (digits.isascii() and digits.isdigit()) or not shortest <= len(plain) <= 16:
        raise Missing(
            "phone_unreadable",
            Say(
                "手机号看起来不对。请核对，或留空不填。",
                "The telephone number does not look right. Check it, or leave it empty.",
            ),
        )
    return plain
