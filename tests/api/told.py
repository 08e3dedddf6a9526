"""Reading answers by their forms."""

from typing import Any
from uuid import uuid4

from wangge.api.answers.shapes import Shape

S = "/api/v1/settings"


def told(form: type[Shape], answer: Any, status: int = 200) -> dict[str, Any]:
    """The body of an answer, which has this form; ``tests.forms`` has compared it with the document already."""
    assert answer.status_code == status, answer.content.decode()
    body: dict[str, Any] = answer.json()
    assert set(body) == set(form.model_fields)
    return body


def refused(answer: Any) -> tuple[int, str]:
    """Status and code of a refusal, which has a sentence."""
    assert answer["Content-Type"] == "application/problem+json", answer.content.decode()
    assert len(answer.json()["detail"]) > 8
    return answer.status_code, answer.json()["code"]


def keyed(**body: Any) -> dict[str, Any]:
    """A command's body with a key of its own unless one is given."""
    return {"key": str(uuid4())} | body
