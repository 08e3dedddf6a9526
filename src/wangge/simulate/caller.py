"""A person with a phone or a desk, as the HTTP API sees one: signs in, sends commands with keys, tries again."""

import time
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx

TRIES = 5


class Turned(Exception):
    """The server refused: its code and sentence."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(f"{status} {body.get('code')}: {body.get('detail')}")
        self.status, self.code = status, body.get("code", "")


class Caller:
    """One person's line to a server. A command keeps its key through every try, so it happens once."""

    def __init__(self, server: str, *, name: str = "", verify: Any = True) -> None:
        self.name = name
        self._http = httpx.Client(base_url=server, timeout=30, trust_env=False, verify=verify)

    def sign_in(self, username: str, password: str) -> None:
        """Log in and go on with the token. Raises ``Turned``."""
        body = self.ask("POST", "/api/v1/session", json={"username": username, "password": password})
        self._http.headers["Authorization"] = f"Bearer {body['token']}"
        self._http.cookies.clear()

    def ask(self, method: str, path: str, **rest: Any) -> dict[str, Any]:
        """One request and its JSON. Cut connections and 5xx are tried again a few times. Raises ``Turned``."""
        for turn in range(TRIES):
            try:
                answer = self._http.request(method, path, **rest)
            except httpx.TransportError:
                if turn == TRIES - 1:
                    raise
            else:
                if answer.status_code < 400:
                    return answer.json() if answer.content else {}
                if answer.status_code not in (500, 502, 503, 504) or turn == TRIES - 1:
                    raise Turned(answer.status_code, _body(answer))
            time.sleep(0.2 * 2**turn)
        raise AssertionError("unreachable")

    def page(self, path: str) -> str:
        """A page's HTML. Raises ``Turned``."""
        answer = self._http.get(path)
        if answer.status_code >= 400:
            raise Turned(answer.status_code, {"code": "page", "detail": path})
        return answer.text

    def upload(self, picture: bytes, *, public: bool = False) -> str:
        """Send a picture; its id."""
        path = "/api/v1/public/uploads" if public else "/api/v1/uploads"
        return str(self.ask("POST", path, files={"file": ("photo.jpg", picture, "image/jpeg")})["id"])

    def command(self, path: str, **facts: Any) -> dict[str, Any]:
        """A command with a key of its own and the time of now."""
        body = {"key": str(uuid4()), "happened_at": datetime.now(UTC).isoformat()} | facts
        return self.ask("POST", path, json=body)

    def move(self, case: str, verb: str, **facts: Any) -> dict[str, Any]:
        """A move on a case; the case after it."""
        return self.command(f"/api/v1/cases/{case}/moves", verb=verb, **facts)


def _body(answer: httpx.Response) -> dict[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        return {"code": "unreadable", "detail": answer.text[:200]}
    return body if isinstance(body, dict) else {"code": "unreadable", "detail": str(body)[:200]}
