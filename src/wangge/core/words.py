"""Words people read: every user-facing sentence exists in Chinese and in English."""

from typing import NamedTuple


class Say(NamedTuple):
    """One text in both languages. Chinese is the first language of the product."""

    zh: str
    en: str

    def to(self, language: str) -> str:
        """The text for a language tag such as ``zh-CN`` or ``en``; anything unknown gets Chinese."""
        return self.en if language.lower().startswith("en") else self.zh

    def pair(self) -> dict[str, str]:
        """``{"zh": …, "en": …}``, the shape in which the API hands labels out."""
        return {"zh": self.zh, "en": self.en}
