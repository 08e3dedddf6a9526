"""The case file as a bundle 案卷包: one ZIP that strangers can read and check without us."""

import hashlib
import tempfile
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from wangge.cases.models import Case
from wangge.files.queries import blob_path
from wangge.files.rules import EXTENSIONS
from wangge.journal.queries import chain_of, contents_of, line_of, proofs_for
from wangge.journal.rules import (
    ANCHORS,
    CASE,
    FILES,
    MANIFEST,
    MAY_BE_WITHHELD,
    Kept,
    Subject,
    Sum,
    anchors_member,
    canonical,
    case_plain,
    fingerprint,
    key_from,
    public_bytes,
    signed_manifest,
    sum_of,
)
from wangge.orgs.rules import Actor

IN_MEMORY = 8 * 2**20
CHUNK = 2**20
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every member: the same case file gives the same bytes."""
VERIFIER = Path(__file__).with_name("verify_case.py")
SEES = {"contact": "content.see", "opinion": "case.supervise"}
"""Which verb lets somebody have a field at all; the contact besides only with a reason."""
Paper = Callable[..., str]


def bundle_name(case: Case) -> str:
    """The name of the ZIP."""
    return f"wangge-case-{case.number}.zip"


def fields_withheld(actor: Actor, *, contacts: bool) -> frozenset[str]:
    """The fields of which the actor gets the hash alone."""
    open_to = {field for field in MAY_BE_WITHHELD if actor.may(SEES[field])}
    return MAY_BE_WITHHELD - (open_to if contacts else open_to - {"contact"})


def case_bundle(case: Case, actor: Actor, *, contacts: bool = False, at: datetime) -> IO[bytes]:
    """The ZIP, open at its beginning; in a temporary file where it is large. Its export is recorded already.

    Names are sorted and times fixed. A file whose bytes are gone or altered goes along as it is: the check says so.
    """
    subject = Subject("case", case.id)
    chain = chain_of(case.district, subject)
    contents = contents_of(case.district, chain, withheld=fields_withheld(actor, contacts=contacts))
    entries = [(line_of(entry), bytes(entry.previous), bytes(entry.hash)) for entry in chain]
    paper: Paper = import_string(settings.CASE_PAPER)
    key = key_from(settings.ANCHOR_KEY) if settings.ANCHOR_KEY else None
    members: dict[str, bytes | Path] = _files(contents) | {
        CASE: canonical(case_plain(case.number, entries, contents)),
        ANCHORS: anchors_member(proofs_for(case.district, subject, chain)),
        "page.html": paper(case, actor, "zh", at=at, chain=chain, contents=contents).encode(),
        "page.en.html": paper(case, actor, "en", at=at, chain=chain, contents=contents).encode(),
        "README.txt": _read_me(case, fingerprint(public_bytes(key)) if key else "").encode(),
        "verify_case.py": VERIFIER.read_bytes(),
    }
    out: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  # the caller hands it out
    with zipfile.ZipFile(out, "w") as archive:
        sums: dict[str, Sum] = {}
        for name in sorted(members):
            sums[name] = _put(archive, name, members[name])
        _put(archive, MANIFEST, signed_manifest(sums, key))
    out.seek(0)
    return out


def file_name(mark: dict[str, str]) -> str:
    """Where a file that a content names lies in the bundle: ``files/<sha256>.jpg``."""
    return f"{FILES}{mark['sha256']}.{EXTENSIONS[mark['type']]}"


def _files(contents: list[Kept]) -> dict[str, bytes | Path]:
    found: dict[str, bytes | Path] = {}
    for kept in contents:
        if kept.field == "file" and kept.state == "kept":
            mark = orjson.loads(kept.body)
            path = blob_path(mark["sha256"], mark["type"])
            if path.exists():
                found[file_name(mark)] = path
    return found


def _put(archive: zipfile.ZipFile, name: str, body: bytes | Path) -> Sum:
    """Write a member and say what it is. Pictures are pressed already and are stored as they are."""
    member = zipfile.ZipInfo(name, EPOCH)
    member.external_attr, member.create_system = 0o644 << 16, 3
    if isinstance(body, bytes):
        member.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(member, body)
        return sum_of(body)
    digest, size = hashlib.sha256(), 0
    with body.open("rb") as source, archive.open(member, "w") as target:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            target.write(chunk)
    return Sum(size, digest.hexdigest())


def _read_me(case: Case, own: str) -> str:
    return READ_ME.format(
        number=case.number,
        zh=own or "没有：这台服务器没有签名密钥",
        en=own or "none: this server has no signing key",
        key=f'"{own}"' if own else "FINGERPRINT",
    )


READ_ME = """案卷 {number}

page.html 是可以打印的案卷，不联网也能看。case.json 是全部流水和内容，files/ 是照片和录音，
anchors.json 是每天签名的锚，manifest.json 列出每个文件的长度和 SHA-256，并有签名。

怎样核验
1. 从您信得过的地方取 verify_case.py（本包里也有一份，但做假的人可以连它一起换掉）。
2. 运行：python3 verify_case.py 案卷包.zip
3. 把印出的指纹与发布单位在别处公布的指纹核对；也可以直接给出：--key {key}
4. 有别人留存的锚名单（/api/v1/anchors）时，加 --list 文件，可证明那天之前的流水没有被重做。
本包签名密钥的指纹：{zh}

三个层次：链完整，说明没有被局部改动；签名对，说明是哪台服务器做的；锚在公布的名单里，说明当天就是这样。
依决定删除的内容，只留删除的时间、理由和决定；隐去的内容（联系方式、评价说明）只留哈希值。


Case file {number}

page.en.html is the case file to read and print, without network. case.json holds all entries and contents, files/ the
photos and sounds, anchors.json the signed anchors of each day, manifest.json size and SHA-256 of each member, signed.

How to check it
1. Take verify_case.py from a place that you trust (there is a copy in here, but a forger would change that as well).
2. Run: python3 verify_case.py BUNDLE.zip
3. Compare the fingerprint it prints with the one that the publisher shows elsewhere, or give it: --key {key}
4. If others have kept the list of anchors (/api/v1/anchors), add --list FILE: it shows that nothing up to those days
   was made anew.
Fingerprint of the key that signed this bundle: {en}

Three levels: a whole chain shows that nothing was changed by halves; a right signature shows which server made it; an
anchor in the published list shows that it stood so on that day.
Of what was erased by decision there is only when, on which ground and by which decision; of what is withheld (contact,
opinion) only a hash.
"""


def verifier(request: HttpRequest) -> HttpResponse:
    """``/verify_case.py``: the verifier, for whoever holds a case file."""
    return HttpResponse(VERIFIER.read_bytes(), content_type="text/x-python; charset=utf-8")


def anchor_key() -> dict[str, Any] | None:
    """The public key of this installation and its fingerprint; None where it has none."""
    if not settings.ANCHOR_KEY:
        return None
    own = public_bytes(key_from(settings.ANCHOR_KEY))
    return {"algorithm": "Ed25519", "key": own.hex(), "fingerprint": fingerprint(own)}
