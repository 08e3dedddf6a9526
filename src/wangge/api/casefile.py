"""Case files out, content erased by decision, and the signed list of anchors that everybody may have."""

from uuid import UUID, uuid4

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja import Router

from wangge.api.answers.casefile import AnchorKey, AnchorList, Erased
from wangge.api.auth import asking
from wangge.api.bundles import anchor_key, bundle_name, case_bundle
from wangge.api.document import ZIP, sheet
from wangge.api.replies import hand_out, reply
from wangge.api.schemas import BundleWith, ErasureIn
from wangge.cases import actions, queries
from wangge.core.refusals import Missing, NotFound
from wangge.core.words import Say
from wangge.journal.queries import anchor_answer, anchors_of
from wangge.orgs.rules import Actor

router = Router(tags=["case files"])


def hand_over(actor: Actor, case_id: UUID, *, contacts: bool = False, reason: str = "", key: str = "") -> FileResponse:
    """Record the export and give the ZIP; its own entry is the last one in it."""
    at = timezone.now()
    actions.export(
        actor=actor, case_id=case_id, form="bundle", contacts=contacts, reason=reason, key=key or str(uuid4()), at=at
    )
    case = queries.case_for(actor, case_id)
    response = FileResponse(
        case_bundle(case, actor, contacts=contacts, at=at),
        as_attachment=True,
        filename=bundle_name(case),
        content_type="application/zip",
    )
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@router.get(
    "/cases/{case_id}/bundle",
    **sheet(ZIP),
    operation_id="export_case",
    summary="The case file as a ZIP that strangers can check; contacts as a hash only; the export is recorded",
)
def bundle(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    return hand_over(asking(request), case_id)


@router.post(
    "/cases/{case_id}/bundle",
    **sheet(ZIP),
    operation_id="export_case_with_contacts",
    summary="The case file with the reporter's number, for a reason that is recorded",
)
def bundle_with_contacts(request: HttpRequest, case_id: UUID, body: BundleWith) -> HttpResponseBase:
    return hand_over(asking(request), case_id, contacts=True, reason=body.reason, key=body.key)


@router.post(
    "/cases/{case_id}/erase",
    response=Erased,
    operation_id="erase_content",
    summary="Erase what an entry holds in a field, by a decision that stays; with a photo its file goes as well",
)
def erase(request: HttpRequest, case_id: UUID, body: ErasureIn) -> HttpResponse:
    return reply(
        actions.erase(
            actor=asking(request),
            case_id=case_id,
            seq=body.entry,
            field=body.field,
            file=body.file,
            ground=body.ground,
            decision=body.decision,
            key=body.key,
            at=timezone.now(),
        )
    )


@router.get(
    "/anchors",
    auth=None,
    response=AnchorList,
    operation_id="list_anchors",
    summary="The signed anchors of a district, the first one first; nothing in them leads to a case",
)
def anchors(request: HttpRequest, district: str = "", next: str | None = None, limit: int = 200) -> HttpResponse:
    most = queries.check_limit(limit)
    if next is not None and not (next.isdigit() and len(next) < 10):
        raise Missing(
            "page_unreadable",
            Say("翻页位置无法识别。请从第一页开始。", "The page cannot be read. Start from the first page."),
        )
    found = anchors_of(district or settings.DISTRICT, after=int(next or 0), limit=most + 1)
    following = str(found[most - 1].number) if len(found) > most else None
    return hand_out({"items": [anchor_answer(row) for row in found[:most]], "next": following})


@router.get(
    "/anchors/key",
    auth=None,
    response=AnchorKey,
    operation_id="read_anchor_key",
    summary="The public key that signs anchors and case files, and its fingerprint",
)
def key(request: HttpRequest) -> HttpResponse:
    found = anchor_key()
    if found is None:
        raise NotFound(
            "no_anchor_key",
            Say(
                "这台服务器还没有签名密钥。请管理员设置 WANGGE_ANCHOR_KEY。",
                "This server has no signing key. The administrator sets WANGGE_ANCHOR_KEY.",
            ),
        )
    return hand_out(found)
