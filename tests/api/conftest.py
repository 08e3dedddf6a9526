"""Calls to the API from inside the process."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from wangge.orgs.actions import open_session
from wangge.orgs.models import Account


class Calls:
    """One person's calls, signed in by a token; ``token`` empty stands for nobody."""

    def __init__(self, token: str = "") -> None:
        self.token = token
        self.client = Client(headers={"authorization": f"Bearer {token}"} if token else {})

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        rest: dict[str, Any] = {"headers": {k.replace("_", "-"): v for k, v in headers.items()}}
        if isinstance(body, bytes):
            rest |= {"data": body, "content_type": "application/offset+octet-stream"}
        elif body is not None:
            rest |= {"data": body, "content_type": "application/json"}
        return self.client.generic(method, path, **_plain(rest)) if method in ("HEAD", "PATCH") else getattr(
            self.client, method.lower()
        )(path, **rest)  # fmt: skip


def _plain(rest: dict[str, Any]) -> dict[str, Any]:
    return {"data": rest.get("data", b""), "content_type": rest.get("content_type", "text/plain"),
            "headers": rest["headers"]}  # fmt: skip


@pytest.fixture
def calls(db: None) -> Callable[[str], Calls]:
    """Gives the calls of a user name of the demo; of nobody for the empty name."""

    def of(username: str) -> Calls:
        if not username:
            return Calls()
        account = Account.objects.get(username=username)
        return Calls(open_session(account, device="tests", at=timezone.now()))

    return of
