"""The case file as PDF, by the optional part ``pdf``."""

from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

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


class NoPdf(Refused):
    """The optional part is not installed (501)."""

    status = 501


def case_pdf(case: Case, actor: Actor, language: str, *, at: datetime) -> bytes:
    """The case file on A4 with page numbers. Its export is recorded already. Raises ``NoPdf``."""
    weasyprint = _part()
    chain = chain_of(case.district, Subject("case", case.id))
    html = paper(case, actor, language, at=at, chain=chain, source=_source)
    document: bytes = weasyprint.HTML(string=html, url_fetcher=_fetch).write_pdf()
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


def _fetch(address: str, *_: Any, **__: Any) -> dict[str, Any]:
    """A picture of the case from its own file; whatever else a page might name is not fetched."""
    parts = urlsplit(address)
    if parts.scheme != MINE:
        raise ValueError("a case file fetches nothing")
    path: Path = blob_path(parts.path, parts.query)
    if not path.is_relative_to(settings.FILES):
        raise ValueError("a case file fetches nothing")
    return {"file_obj": path.open("rb"), "mime_type": parts.query}
