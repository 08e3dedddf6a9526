"""Closed cases as rows, made in bulk from the invented words of the drill; and a model of four signs."""

import hashlib
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import numpy as np

from wangge.cases.models import Case
from wangge.core.ids import uuid7
from wangge.journal.models import Content
from wangge.learning.queries import packed
from wangge.learning.rules import FORM, Linear, UnitTable, buckets
from wangge.simulate.matters import MATTERS, pick_matter

DISTRICT = "211102"
COMMUNITIES = ("211102005013", "211102005012", "211102004008")


def closed(
    count: int, units: dict[str, UUID], *, until: datetime, seed: int = 1, slips: float = 0.05, prefix: str = "139"
) -> list[Case]:
    """So many closed cases of the last ninety days, in the order of their ends.

    Of each a share of ``slips`` has another kind than its words say, as it happens among people.
    """
    rng, cases, contents = Random(seed), [], []
    for n in range(count):
        matter = pick_matter(rng, rainy=rng.random() < 0.2)
        kind = rng.choice(MATTERS).kind if rng.random() < slips else matter.kind
        ended = until - timedelta(days=90) * (1 - n / count)
        made = ended - timedelta(hours=rng.randint(1, 60))
        words = rng.choice(matter.words).format(at=rng.choice(("延风里", "一中", "菜市场", "河东路"))) + rng.choice(
            ("", "请尽快处理。", "好几天了！", f"联系电话 {prefix}{rng.randint(10**7, 10**8 - 1)}")
        )
        own, body = uuid7(made), uuid7(made)
        handler = next((units[code] for code in matter.units if code in units), None)
        contents.append(
            Content(district=DISTRICT, id=body, subject_kind="case", subject_id=own, field="words",
                    body=words.encode(), salt=b"0" * 16)
        )  # fmt: skip
        cases.append(
            Case(
                district=DISTRICT, id=own, number=f"{DISTRICT}-made-{seed}-{n}", flow="matters", flow_version=0,
                state="closed", kind=kind, area=f"{rng.choice(COMMUNITIES)}001", located=True, desk=DISTRICT,
                unit=handler if rng.random() > matter.alone else None, channel="worker", reporter=own, words=body,
                clock_from=made, due_at=ended, happened_at=made, created_at=made, changed_at=ended, handed_at=made,
                handed_seq=1, ended_at=ended, on_time=True, head_seq=1, head_hash=b"0" * 32,
            )
        )  # fmt: skip
    Content.objects.bulk_create(contents, batch_size=400)
    Case.objects.bulk_create(cases, batch_size=400)
    return cases


def small(units: list[tuple[str, str, str, int]], *, at: datetime, **card: Any) -> tuple[bytes, dict[str, Any]]:
    """A model that knows four signs, and its card: 水 and 堵 speak for drains (E0504), 灯 and 亮 for lamps (C0118)."""
    rows, signs = buckets(["水", "堵", "灯", "亮"])
    order = np.argsort(rows)
    pull = np.array([[6.0, 0.0], [6.0, 0.0], [0.0, 6.0], [0.0, 6.0]]) * signs[:, None]
    linear = Linear(
        ("E0504", "C0118"), rows[order], np.ones(4, dtype=np.float32), pull[order].astype(np.float16),
        np.zeros(2, dtype=np.float32), 1.0,
    )  # fmt: skip
    body, moment = packed(linear, UnitTable.of(units)), at.isoformat()
    return body, {
        "id": str(UUID(int=7)), "district": DISTRICT, "active": True, "form": FORM, "seed": 1,
        "sha256": hashlib.sha256(body).hexdigest(), "made_at": moment, "closed": 1000, "used": 990,
        "learned_from": 900, "calibrated_on": 90, "tested_on": 90, "from": moment, "until": moment, "test_from": moment,
        "test_until": moment, "top1": 0.9, "top3": 0.98, "macro_f1": 0.88, "temperature": 1.2, "ece": 0.02,
        "ece_before": 0.06, "threshold": 0.6, "coverage": 0.93, "accuracy": 0.95, "known": 4, "bytes": len(body),
        "seconds": 3.2, "compared": None, "shares": {"E0504": 0.5, "C0118": 0.5}, "strange": {"A0101": 2},
        "reliability": [{"since": 0.9, "until": 1.0, "cases": 90, "share": 0.93, "right": 0.9}],
        "curve": [{"threshold": n / 20, "coverage": 1 - n / 60, "accuracy": 0.9 + n / 400} for n in range(20)],
        "kinds": [
            {"code": code, "learned_from": 450, "tested": 45, "recognised": 42 - n}
            for n, code in enumerate(("E0504", "C0118"))
        ],
        "units": {"tested": 30, "top1": 0.8, "top3": 1.0}, "words": {"top1": 0.6, "top3": 0.8},
    } | card  # fmt: skip
