"""The case file on the screen, as a bundle and as PDF."""

from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_GET

from wangge.api.casefile import hand_over
from wangge.api.problems import language_of
from wangge.cases import actions, queries
from wangge.journal.queries import chain_of
from wangge.journal.rules import Subject
from wangge.orgs.rules import Actor
from wangge.pages.paper import paper, style_hash
from wangge.pages.pdf import case_pdf, check_pdf
from wangge.pages.views.frame import size_of, staff_page


def _language(request: HttpRequest) -> str:
    wanted = request.GET.get("language", "")
    return wanted if wanted in ("zh", "en") else language_of(request)


@require_GET
@staff_page
def page(request: HttpRequest, actor: Actor, case_id: UUID) -> HttpResponse:
    """Everything of a case in order, to read and to print."""
    found, at = queries.case_for(actor, case_id), timezone.now()
    chain = chain_of(found.district, Subject("case", case_id))
    html = paper(
        found,
        actor,
        _language(request),
        at=at,
        chain=chain,
        source=lambda file: f"/files/{file['id']}",
        ways=True,
        size=size_of(request),
    )
    response = HttpResponse(html)
    response["Content-Security-Policy"] = (
        f"default-src 'none'; style-src '{style_hash()}'; img-src 'self'; media-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    )
    response["Cache-Control"], response["Vary"] = "no-store", "Cookie, Accept-Language"
    return response


@require_GET
@staff_page
def bundle(request: HttpRequest, actor: Actor, case_id: UUID) -> HttpResponseBase:
    """The bundle that anyone can check; the export is recorded."""
    return hand_over(actor, case_id)


@require_GET
@staff_page
def pdf(request: HttpRequest, actor: Actor, case_id: UUID) -> HttpResponse:
    """The page as PDF; the export is recorded. Without the optional part a sentence says how to have it."""
    queries.case_for(actor, case_id)
    check_pdf()
    at = timezone.now()
    actions.export(actor=actor, case_id=case_id, form="pdf", key=str(uuid4()), at=at)
    found = queries.case_for(actor, case_id)
    response = HttpResponse(case_pdf(found, actor, _language(request), at=at), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="wangge-case-{found.number}.pdf"'
    response["Cache-Control"], response["X-Content-Type-Options"] = "no-store", "nosniff"
    return response
