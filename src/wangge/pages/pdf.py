"""The case file as PDF, by the optional part ``pdf``."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from wangge.cases.models import Case
from wangge.core.refusals import Refused
from wangge.core.words import Say
from wangge.files.queries import blob_path
from wangge.journal.queries import chain_of
from wangge.journal.rules import Subject
from wangge.orgs.rules import Actor
from wangge.pages.paper import paper

MINE = "wangge-file"
"""The scheme under which the page names its pictures; nothing else is fetched."""


DPI = 150
"""Pictures on paper: sharp, and a file that can be sent."""


class NoPdf(Refused):
    """The optional part is not installed (501)."""

    status = 501


def case_pdf(case: Case, actor: Actor, language: str, *, at: datetime) -> bytes:
    """The case file on A4 with page numbers. Its export is recorded already. Raises ``NoPdf``."""
    weasyprint = _part()
    chain = chain_of(case.district, Subject("case", case.id))
    html = paper(case, actor, language, at=at, chain=chain, source=_source)
    fetch = _fetcher(weasyprint.urls.URLFetcherResponse)
    document: bytes = weasyprint.HTML(string=html, url_fetcher=fetch).write_pdf(dpi=DPI, optimize_images=True)
    return document


def check_pdf() -> None:
    """Raises ``NoPdf`` where the optional part is not installed."""
    _part()


def _part() -> Any:
    try:
        import weasyprint
    except (ImportError, OSError):
        raise NoPdf(
            "no_pdf",
            Say(
                "这台服务器没有装 PDF 部件。请用浏览器打印“案卷”页，或请管理员执行 pip install 'wangge[pdf]'。",
                "PDF is not installed here. Print the case file from the browser, or have the administrator type: "
                "pip install 'wangge[pdf]'",
            ),
        ) from None
    return weasyprint


def _source(file: dict[str, str]) -> str:
    return f"{MINE}:{file['sha256']}?{file['type']}"


def _fetcher(response: Any) -> Callable[[str], Any]:
    """Gives pictures of the case from their own files; whatever else a page might name is not fetched."""

    def fetch(address: str) -> Any:
        parts = urlsplit(address)
        if parts.scheme != MINE or not re.fullmatch("[0-9a-f]{64}", parts.path):
            raise ValueError("a case file fetches nothing")
        body = blob_path(parts.path, parts.query).read_bytes()
        return response(address, body, {"Content-Type": parts.query})

    return fetch
