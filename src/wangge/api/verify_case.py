#!/usr/bin/env python3
"""Check a case file 案卷包 of wangge. This one file is all that is needed: Python 3.8 or newer, nothing else.

    python3 verify_case.py wangge-case-211103-20261123-000147.zip
    python3 verify_case.py FOLDER --entries
    python3 verify_case.py FILE.zip --key "3f2a 91c4 ..." --list anchors-as-published.json

It says whether the chain of entries is whole, whether every content and file is the one that an entry vouches for, and
on which days the chain was anchored in the signed list. Exit code: 0 whole, 1 not whole, 2 no case file.

Three levels, from weak to strong. A whole chain shows that nothing was changed by halves; whoever makes everything
anew can make a whole chain. A signature shows which installation made the file: compare the fingerprint with the one
that it has published elsewhere and give it with --key. An anchor shows that the chain stood so at the end of that day:
compare with the list that others have kept and give it with --list.

It shares no code with the server: what is hashed, in which order, and how it is signed is written down here once more.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import re
import sys
import zipfile
import zlib

CASE, MANIFEST, ANCHORS = "case.json", "manifest.json", "anchors.json"
PAPERS = ("page.html", "page.en.html", "README.txt", "verify_case.py")
ENTRY_FIELDS = {
    "district", "subject", "seq", "verb", "actor", "post", "was", "now", "key", "happened_at", "recorded_at", "facts",
    "content",
}  # fmt: skip
ANCHOR_FIELDS = {"district", "number", "day", "first", "last", "count", "root", "previous", "made_at", "key"}
FIRST = "0" * 64
MOST_MEMBERS, MOST_BYTES, MOST_JSON = 5000, 4 * 2**30, 64 * 2**20
ODD = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError)
GROUNDS = {
    "purpose_done": ("处理目的已实现或不再必要", "the purpose is reached or no longer needs it"),
    "retention_over": ("保存期限已届满", "the time to keep it is over"),
    "consent_withdrawn": ("本人撤回同意", "consent was withdrawn"),
    "unlawful": ("违法违规或违反约定处理", "it was kept against law or agreement"),
    "ordered": ("法律、行政法规规定的其他情形", "another law or an order asks for it"),
}


class NoCaseFile(Exception):
    """What was given cannot be checked at all; it holds a sentence in Chinese and one in English."""


# --- Ed25519 (RFC 8032, 5.1): only what checking needs

_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)
Point = tuple  # X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z


def _point(text: bytes) -> Point | None:
    """A point from its 32 bytes: y, and in the highest bit whether x is odd."""
    number = int.from_bytes(text, "little")
    y, odd = number & (2**255 - 1), number >> 255
    if y >= _P:
        return None
    above, below = (y * y - 1) % _P, (_D * y * y + 1) % _P
    x = above * pow(below, 3, _P) * pow(above * pow(below, 7, _P), (_P - 5) // 8, _P) % _P
    if (below * x * x - above) % _P:
        x = x * _ROOT % _P
    if (below * x * x - above) % _P or (x == 0 and odd):
        return None
    if x & 1 != odd:
        x = _P - x
    return x, y, 1, x * y % _P


def _sum(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % _P
    b = (one[1] + one[0]) * (other[1] + other[0]) % _P
    c = 2 * one[3] * other[3] * _D % _P
    d = 2 * one[2] * other[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(factor: int, point: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            found = _sum(found, point)
        point, factor = _sum(point, point), factor >> 1
    return found


def _written(point: Point) -> bytes:
    inverse = pow(point[2], _P - 2, _P)
    x, y = point[0] * inverse % _P, point[1] * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")


_BASE = _point((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little"))


def signature_is_right(key: bytes, signature: bytes, said: bytes) -> bool:
    """Whether the signature (64 bytes) over what was said is of this public key (32 bytes)."""
    if len(key) != 32 or len(signature) != 64 or _BASE is None:
        return False
    own, factor = _point(key), int.from_bytes(signature[32:], "little")
    if own is None or factor >= _ORDER:
        return False
    number = int.from_bytes(hashlib.sha512(signature[:32] + key + said).digest(), "little") % _ORDER
    minus = (_P - own[0], own[1], own[2], _P - own[3])
    return _written(_sum(_times(factor, _BASE), _times(number, minus))) == signature[:32]


def fingerprint(key: bytes) -> str:
    """The first half of the key's SHA-256, in eight groups of four."""
    text = hashlib.sha256(key).hexdigest()[:32]
    return " ".join(text[n : n + 4] for n in range(0, 32, 4))


# --- hashes


def _whole_numbers_only(text: str) -> float:
    raise ValueError("a number with a fraction")


def _read(body: bytes) -> dict:
    """A JSON member, which must be written to the byte as the server writes it."""
    value = json.loads(body.decode("utf-8"), parse_float=_whole_numbers_only, parse_constant=_whole_numbers_only)
    if not isinstance(value, dict) or canonical(value) != body:
        raise ValueError("written in another way")
    return value


def canonical(value: object) -> bytes:
    """JSON with sorted names, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def sha(*parts: bytes) -> str:
    """SHA-256 in hexadecimal digits."""
    return hashlib.sha256(b"".join(parts)).hexdigest()


def root_over(leaf: str, index: int, count: int, path: list) -> str | None:
    """The root of the day's tree (RFC 9162, 2.1.3.2) that a leaf reaches by its path; None when it does not fit."""
    if not 0 <= index < count:
        return None
    at, last, root = index, count - 1, bytes.fromhex(leaf)
    for beside in path:
        if last == 0:
            return None
        if at & 1 or at == last:
            root = hashlib.sha256(b"\1" + bytes.fromhex(beside) + root).digest()
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            root = hashlib.sha256(b"\1" + root + bytes.fromhex(beside)).digest()
        at, last = at >> 1, last >> 1
    return root.hex() if last == 0 else None


# --- the check


class Check:
    """The check of one case file: its faults, and what is worth telling."""

    def __init__(self, texts: dict, sums: dict, keys: tuple = (), published: list | None = None) -> None:
        self.texts, self.sums, self.keys = texts, sums, keys
        self.faults: list = []
        self.erased: list = []
        self.days: list = []
        self.lines: list = []
        self.signed_by: bytes | None = None
        self.number, self.entries, self.files, self.withheld, self.last = "", 0, 0, 0, 0
        self._manifest()
        case = self._case()
        if case is not None:
            self._chain(case)
            self._contents(case)
            self._anchors(case)
            if published is not None:
                self._published(published)

    def wrong(self, where: str, zh: str, en: str) -> None:
        """One more fault."""
        self.faults.append((where, zh, en))

    def _trusted(self, key: bytes) -> bool:
        return not self.keys or key.hex() in self.keys or fingerprint(key).replace(" ", "") in self.keys

    def _manifest(self) -> None:
        try:
            manifest = _read(self.texts.get(MANIFEST, b""))
            if set(manifest) != {"form", "members", "key", "signature"} or manifest["form"] != "wangge-manifest/1":
                raise ValueError("another form")
            members = {name: (said["bytes"], said["sha256"]) for name, said in manifest["members"].items()}
            if any(set(said) != {"bytes", "sha256"} for said in manifest["members"].values()):
                raise ValueError("another form")
            key = bytes.fromhex(manifest["key"]) if manifest["key"] is not None else None
            signature = bytes.fromhex(manifest["signature"]) if key is not None else b""
            if key is None and manifest["signature"] is not None:
                raise ValueError("another form")
            if key is not None and (key.hex(), signature.hex()) != (manifest["key"], manifest["signature"]):
                raise ValueError("another form")
        except ODD:
            self.wrong(MANIFEST, "清单读不出来", "the manifest cannot be read")
            return
        there = {name: found for name, found in self.sums.items() if name != MANIFEST}
        for name in sorted(set(members) | set(there) | {CASE, ANCHORS} | set(PAPERS)):
            if name not in there:
                self.wrong(name, "缺失", "is missing")
            elif name not in members:
                self.wrong(name, "清单里没有，是后加的", "was added: the manifest does not name it")
            elif canonical(members[name]) != canonical(there[name]):
                self.wrong(name, "被改动，与清单不符", "was altered: the manifest names other bytes")
            if name in there and name not in {CASE, ANCHORS, *PAPERS} and not name.startswith("files/"):
                self.wrong(name, "不属于案卷", "does not belong into a case file")
        if key is None:
            if self.keys:
                self.wrong(MANIFEST, "没有签名", "nobody has signed it")
        elif not signature_is_right(key, signature, b"wangge manifest 1\n" + canonical(manifest["members"])):
            self.wrong(MANIFEST, "签名不对", "its signature is not right")
        else:
            self.signed_by = key
            if not self._trusted(key):
                self.wrong(MANIFEST, "由另一把密钥签名", "is signed by another key: " + fingerprint(key))

    def _case(self) -> dict | None:
        try:
            case = _read(self.texts[CASE])
            names = {"form", "made_at", "district", "subject", "number", "head", "entries", "contents"}
            if set(case) != names or case["form"] != "wangge-case/1" or not case["entries"]:
                raise ValueError("another form")
            last = case["entries"][-1]
            told = [last["recorded_at"], last["district"], last["subject"], {"seq": last["seq"], "hash": last["hash"]}]
            if canonical(told) != canonical([case["made_at"], case["district"], case["subject"], case["head"]]):
                self.wrong(CASE, "抬头与流水不符", "its head is not that of its entries")
            if canonical(case["entries"][0]["facts"].get("number")) != canonical(case["number"]):
                self.wrong(CASE, "案号与第一条流水不符", "its number is not the one that the first entry tells")
            self.number, self.entries, self.last = str(case["number"]), len(case["entries"]), last["seq"]
            return case
        except ODD:
            self.wrong(CASE, "案卷读不出来", "the case file cannot be read")
            return None

    def _chain(self, case: dict) -> None:
        previous = FIRST
        for count, entry in enumerate(case["entries"], 1):
            try:
                said = {name: value for name, value in entry.items() if name not in ("previous", "hash")}
                found = []
                if entry["seq"] != count:
                    found.append((f"应为第 {count} 条", f"should be entry {count}"))
                if entry["previous"] != previous:
                    found.append(("接不上前一条", "does not follow on the entry before it"))
                if set(said) != ENTRY_FIELDS or sha(bytes.fromhex(entry["previous"]), canonical(said)) != entry["hash"]:
                    found.append(("被改动", "was altered"))
                if (entry["district"], entry["subject"]) != (case["district"], case["subject"]):
                    found.append(("属于另一案", "is of another case"))
                previous = entry["hash"]
                self.lines.append((count, entry["recorded_at"], entry["verb"], entry["hash"][:16], found))
            except ODD:
                found = [("读不出来", "cannot be read")]
            for zh, en in found:
                self.wrong(f"entry {count}", zh, en)

    def _contents(self, case: dict) -> None:
        try:
            marks = [(entry["seq"], mark) for entry in case["entries"] for mark in entry["content"]]
            erased = {e["facts"]["content"]: e for e in case["entries"] if e["verb"] == "content.erase"}
            listed = [(one["id"], one["field"]) for one in case["contents"]]
            if listed != [(mark["id"], mark["field"]) for _, mark in marks]:
                self.wrong(CASE, "内容与流水所列不符", "its contents are not those that its entries name")
            contents = {one["id"]: one for one in case["contents"]}
            wanted: dict = {}
            for seq, mark in marks:
                self._content(seq, mark, contents.get(mark["id"]), erased.pop(mark["id"], None), contents, wanted)
            for lost in sorted(erased):
                self.wrong("content " + lost, "删除了流水里没有的内容", "erased, but no entry names it")
            self._files(wanted)
        except ODD:
            self.wrong(CASE, "内容读不出来", "its contents cannot be read")

    def _content(self, seq: int, mark: dict, one: dict | None, by: dict | None, contents: dict, wanted: dict) -> None:
        where = "entry {}, {}".format(seq, mark["field"])
        state = one["state"] if one is not None else ""
        if one is None:
            self.wrong(where, "内容缺失", "its content is missing")
        elif state == "kept":
            body = self._body(one)
            if body is None or sha(bytes.fromhex(one["salt"]), body) != mark["hash"]:
                self.wrong(where, "内容被改动", "its content was altered")
            elif by is not None:
                self.wrong(where, "说已删除，却还在", "is said to be erased and is here")
            elif mark["field"] == "file":
                wanted[json.loads(body)["sha256"]] = where
        elif set(one) != {"id", "field", "state"}:
            self.wrong(where, "内容写法不对", "its content is written in another way")
        elif state == "withheld":
            self.withheld += 1
            if mark["field"] not in ("contact", "opinion"):
                self.wrong(where, "不该隐去", "may not be withheld")
        elif state != "erased" or by is None or by["facts"].get("field") != mark["field"] or by["seq"] <= seq:
            self.wrong(where, "说已删除，流水里没有这个决定", "is said to be erased, no entry says so")
        else:
            ids = [said["id"] for said in by["content"] if said["field"] == "words"]
            words = next((contents[own].get("text", "") for own in ids if own in contents), "")
            self.erased.append((where, by["recorded_at"], by["seq"], str(by["facts"].get("ground", "")), words))

    @staticmethod
    def _body(one: dict) -> bytes | None:
        """The bytes of a kept content, None when it is written in any other way than the server writes it."""
        if one["salt"] != bytes.fromhex(one["salt"]).hex():
            return None
        if set(one) == {"id", "field", "state", "salt", "text"}:
            return one["text"].encode("utf-8")
        if set(one) != {"id", "field", "state", "salt", "base64"}:
            return None
        body = base64.b64decode(one["base64"])
        try:
            body.decode("utf-8")
        except UnicodeDecodeError:
            return body if base64.b64encode(body).decode() == one["base64"] else None
        return None

    def _files(self, wanted: dict) -> None:
        self.files = len(wanted)
        seen = set()
        for name, (_, real) in sorted(self.sums.items()):
            if not name.startswith("files/"):
                continue
            own = name[len("files/") :].partition(".")[0]
            if own not in wanted:
                self.wrong(name, "没有流水提到它，是后加的", "was added: no entry names it")
            elif real != own:
                self.wrong(name, "文件被改动", "was altered: an entry vouches for other bytes")
            if own in seen:
                self.wrong(name, "同一文件出现两次", "is there twice")
            seen.add(own)
        for own in sorted(set(wanted) - seen):
            self.wrong("files/" + own, f"文件缺失（{wanted[own]}）", f"is missing ({wanted[own]})")

    def _anchors(self, case: dict) -> None:
        try:
            said = _read(self.texts.get(ANCHORS, b""))
            if set(said) != {"form", "anchors"} or said["form"] != "wangge-anchors/1":
                raise ValueError("another form")
            ends = {entry["seq"]: entry["hash"] for entry in case["entries"]}
            before: dict | None = None
            for item in said["anchors"]:
                self._anchor(case, item, ends, before)
                before = item
        except ODD:
            self.wrong(ANCHORS, "锚读不出来", "the anchors cannot be read")

    def _anchor(self, case: dict, item: dict, ends: dict, before: dict | None) -> None:
        line, proof = {name: item[name] for name in ANCHOR_FIELDS}, item["proof"]
        where = "{} {}".format(ANCHORS, item["day"])
        if set(item) != ANCHOR_FIELDS | {"signature", "proof"} or set(proof) != {"seq", "index", "path"}:
            raise ValueError("another form")
        for text in (item["signature"], *proof["path"]):
            if bytes.fromhex(text).hex() != text:
                raise ValueError("another form")
        leaf = sha(b"\0", canonical([case["subject"], proof["seq"], ends.get(proof["seq"], "")]))
        key, own = bytes.fromhex(item["key"]), b"wangge anchor 1\n" + canonical(line)
        if (
            item["district"] != case["district"]
            or root_over(leaf, proof["index"], item["count"], proof["path"]) != item["root"]
        ):
            self.wrong(
                where,
                "当天的树里没有这样的第 {} 条".format(proof["seq"]),
                "the tree of that day does not hold entry {} as it is here".format(proof["seq"]),
            )
        elif not signature_is_right(key, bytes.fromhex(item["signature"]), own):
            self.wrong(where, "当天的签名不对", "the signature of that day is not right")
        elif not self._trusted(key):
            self.wrong(where, "当天由另一把密钥签名", "that day is signed by another key: " + fingerprint(key))
        else:
            self.days.append((item["day"], item["number"], proof["seq"], key, sha(own)))
        if before is not None:
            follows = before["number"] < item["number"] and before["last"] < item["first"]
            follows = follows and before["proof"]["seq"] < proof["seq"]
            if before["number"] + 1 == item["number"]:
                first = b"wangge anchor 1\n" + canonical({name: before[name] for name in ANCHOR_FIELDS})
                follows = follows and item["previous"] == sha(first)
            if not follows:
                self.wrong(where, "接不上前一个锚", "does not follow on the anchor before it")

    def _published(self, items: list) -> None:
        known, before = {}, None
        try:
            for item in items:
                line = {name: item[name] for name in ANCHOR_FIELDS}
                own, key = b"wangge anchor 1\n" + canonical(line), bytes.fromhex(item["key"])
                follows = before is None or (before[0] + 1, before[1]) == (item["number"], item["previous"])
                if not follows or not signature_is_right(key, bytes.fromhex(item["signature"]), own):
                    self.wrong(
                        "list " + item["day"], "公布的名单被改动或有缺", "was altered, or the one before it is missing"
                    )
                known[item["number"]] = sha(own)
                before = (item["number"], sha(own))
        except ODD:
            self.wrong("list", "公布的名单读不出来", "the published list cannot be read")
        for day, number, _, _, own in self.days:
            if known.get(number) != own:
                self.wrong(
                    f"{ANCHORS} {day}",
                    "公布的名单里不是这个锚",
                    "the published list has another anchor for that day, or none",
                )


# --- reading and saying


def members(place: str) -> tuple:
    """The JSON members of a ZIP or a folder, and length and SHA-256 of every member. Nothing is written anywhere."""
    texts: dict = {}
    sums: dict = {}
    left = MOST_BYTES
    try:
        for name, file in _opened(place):
            if name in sums or len(sums) >= MOST_MEMBERS:
                raise NoCaseFile("同名文件出现两次，或文件太多。", "a name comes twice, or there are too many members.")
            if name.startswith("/") or "\\" in name or ".." in name.split("/"):
                raise NoCaseFile("里面有指向别处的文件名。", "it holds a name that leads elsewhere.")
            digest, size, kept = hashlib.sha256(), 0, []
            while True:
                part = file.read(2**20)
                if not part:
                    break
                digest.update(part)
                size, left = size + len(part), left - len(part)
                if name in (CASE, MANIFEST, ANCHORS):
                    kept.append(part)
                if left < 0 or (kept and size > MOST_JSON):
                    raise NoCaseFile("太大，不像案卷。", "it is too large for a case file.")
            sums[name] = (size, digest.hexdigest())
            if kept:
                texts[name] = b"".join(kept)
    except (OSError, EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error, ValueError) as odd:
        kind = type(odd).__name__
        raise NoCaseFile("打不开：不是 ZIP 或已损坏。", f"it is no ZIP, or a damaged one ({kind}).") from None
    if CASE not in texts:
        raise NoCaseFile("里面没有 case.json，不是案卷。", "there is no case.json in it.")
    return texts, sums


def _opened(place: str):  # type: ignore[no-untyped-def]
    if os.path.isdir(place):
        for folder, _, names in sorted(os.walk(place)):
            for name in sorted(names):
                path = os.path.join(folder, name)
                if os.path.isfile(path):
                    with open(path, "rb") as file:
                        yield os.path.relpath(path, place).replace(os.sep, "/"), file
        return
    with zipfile.ZipFile(place) as archive:
        for member in archive.infolist():
            with archive.open(member) as opened:
                yield member.filename, opened


def read_key(said: str) -> str:
    """Hexadecimal digits: 64 of a public key, or 32 of its fingerprint; from the text or from the file of that name."""
    text = said
    if os.path.isfile(said):
        with open(said, "rb") as file:
            text = file.read(10000).decode("utf-8", "replace")
        pem = re.search(r"-----BEGIN PUBLIC KEY-----(.*?)-----END", text, re.S)
        found = re.search(r'"key"\s*:\s*"([0-9a-f]{64})"', text)
        if pem:
            try:
                text = base64.b64decode(pem.group(1))[-32:].hex()
            except ValueError:
                text = ""
        elif found:
            text = found.group(1)
    digits = re.sub(r"[\s:]", "", text).lower()
    if not re.match(r"^([0-9a-f]{32}|[0-9a-f]{64})$", digits):
        raise NoCaseFile(
            "密钥应为 32 或 64 位十六进制数，或公钥文件。", "a key is 32 or 64 hexadecimal digits or a file."
        )
    return digits


def say(check: Check, trusted: bool, every: bool) -> None:
    """Print what the check came to, each sentence in Chinese and English."""
    if every:
        for count, at, verb, own, found in check.lines:
            marks = "；".join(f"{zh} / {en}" for zh, en in found) or "ok"
            print(f"{count:4}  {at}  {verb:24} {own}  {marks}")
    for where, zh, en in check.faults:
        print(f"✗ {where}：{zh} / {en}")
    for where, at, seq, ground, words in check.erased:
        zh, en = GROUNDS.get(ground, (ground, ground))
        print(f"– {where} 于 {at} 依决定删除（第 {seq} 条流水，{zh}）：{words}")
        print(f"  {where} was erased at {at} by entry {seq}, because {en}: {words}")
    head = "案号 %s：%s 条流水，%s 个文件，%s 项依决定删除，%s 项隐去"
    print(head % (check.number, check.entries, check.files, len(check.erased), check.withheld))
    head = "Case %s: %s entries, %s files, %s contents erased by decision, %s withheld"
    print(head % (check.number, check.entries, check.files, len(check.erased), check.withheld))
    zh, en = ("密钥由您给定", "a key that you gave")
    if not trusted:
        zh, en = ("密钥在案卷里，请与公布的指纹核对", "the key is inside the file: compare it with the published one")
    if check.signed_by is not None:
        own = fingerprint(check.signed_by)
        print(f"✓ 签名 {own}（{zh}） / signed by {own} ({en})")
    else:
        print("! 没有签名：谁都可以另做一份 / not signed: whoever made it can make another")
    for day, _, seq, key, _ in check.days:
        print(f"✓ {day} 已锚定到第 {seq} 条 / anchored on {day} up to entry {seq}, {fingerprint(key)}")
    reached = max([seq for _, _, seq, _, _ in check.days] or [0])
    if isinstance(check.last, int) and reached < check.last:
        print(f"! 第 {reached} 条以后还没有锚 / no anchor yet after entry {reached}")
    if check.faults:
        count = len(check.faults)
        print(f"✗ 这份案卷不完整，有 {count} 处不对 / this case file is not whole: {count} faults")
    else:
        print("✓ 链完整，内容和文件与流水一致 / the chain is whole, contents and files are those of its entries")


def main(words: list | None = None) -> int:
    """The command: prints, and gives the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    parser = argparse.ArgumentParser(description="核验案卷 / Check a case file")
    parser.add_argument("bundle", help="案卷 ZIP 或文件夹 / ZIP or folder")
    parser.add_argument(
        "--key", action="append", default=[], help="公布的指纹、公钥或其文件 / fingerprint, key or file"
    )
    parser.add_argument("--list", default="", help="公布的锚名单（JSON） / the published list of anchors")
    parser.add_argument("--entries", action="store_true", help="逐条列出 / entry by entry")
    given = parser.parse_args(words)
    try:
        keys, published = tuple(read_key(key) for key in given.key), None
        if given.list:
            try:
                with open(given.list, "rb") as file:
                    published = json.loads(file.read(MOST_JSON))
                published = list(published["items"] if isinstance(published, dict) else published)
            except (OSError, *ODD):
                raise NoCaseFile("公布的名单打不开。", "the published list cannot be read.") from None
        texts, sums = members(given.bundle)
        check = Check(texts, sums, keys, published)
    except NoCaseFile as trouble:
        print("✗ {} / {}".format(*trouble.args), file=sys.stderr)
        return 2
    say(check, bool(keys), given.entries)
    return 1 if check.faults else 0


if __name__ == "__main__":
    sys.exit(main())
