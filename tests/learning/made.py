"""Closed cases as rows, made in bulk from the invented words of the drill; for whoever learns from them."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from wangge.cases.models import Case
from wangge.core.ids import uuid7
from wangge.journal.models import Content
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
