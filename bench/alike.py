"""``WANGGE_SAMPLES=FOLDER python -m bench.alike``: parts of likeness on real samples, which the project never holds.

Messages: to each that belongs to a known issue all others are ranked by their words; how many of its issue are among
the first ten. Service requests: which of them staff have flagged as duplicates, told by ``likeness`` to another one of
the last week, beside the plain rule “the same address within a day”. Only figures are printed, and nothing is kept.
"""

import csv
import gzip
import os
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

csv.field_size_limit(10_000_000)


def main() -> None:
    """Both samples, where they are."""
    folder = os.environ.get("WANGGE_SAMPLES", "")
    if not folder:
        print("No samples: WANGGE_SAMPLES names no folder. Nothing was measured.")
        return
    messages(Path(folder) / "messages")
    requests(Path(folder) / "civic" / "chicago_sanitation_2013.csv.gz")


def messages(folder: Path) -> None:
    """Recall among the first ten by words alone."""
    from wangge.cases.rules.likeness import words_alike

    with (folder / "messages_same_issue_dev.csv").open(encoding="utf-8-sig") as file:
        texts = {row["msg_id"]: f"{row['title']} {row['detail']}" for row in csv.DictReader(file)}
    issues: dict[str, set[str]] = defaultdict(set)
    with (folder / "same_issue_dev_gold.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            if row["member"] == "1" and row["msg_id"] in texts:
                issues[row["issue_id"]].add(row["msg_id"])
    hits = wanted = queries = 0
    for members in issues.values():
        for own in members if len(members) > 1 else ():
            ranked = sorted((m for m in texts if m != own), key=lambda m: -words_alike(texts[own], texts[m]))[:10]
            hits += len(set(ranked) & members)
            wanted += min(10, len(members) - 1)
            queries += 1
    print(f"messages: {queries} of {len(texts)} asked for, {len(issues)} issues: recall@10 {hits / wanted:.3f}")


def requests(file: Path) -> None:
    """Duplicates by place, time and nature of a request; and by address and day alone."""
    from wangge.cases.rules import THRESHOLD, Telling, cell_of, cells_around, likeness

    with gzip.open(file, "rt", encoding="utf-8") as rows:
        found = [row for row in csv.DictReader(rows) if row["Latitude"] and row["Longitude"]]
    found.sort(key=lambda row: row["Creation_Date"])
    flags = [row["Status"].endswith("Dup") for row in found]
    by_cell: dict[int | None, list[Telling]] = defaultdict(list)
    by_address: dict[str, datetime] = {}
    scores, plain = [], []
    for row in found:
        at = datetime.fromisoformat(row["Creation_Date"]).replace(tzinfo=UTC)
        nature = row["What_is_the_Nature_of_this_Code_Violation"]
        lat, lng = float(row["Latitude"]), float(row["Longitude"])
        told = Telling((nature,), frozenset({nature[:24]}) if nature else frozenset(), "", lat, lng, at)
        near = [t for cell in cells_around(lat, lng) for t in by_cell[cell] if at - t.at <= timedelta(days=7)]
        scores.append(max((likeness(told, other, grid=15, community=12).score for other in near), default=0))
        last = by_address.get(row["Street_Address"])
        plain.append(last is not None and at - last <= timedelta(days=1))
        by_address[row["Street_Address"]] = at
        by_cell[cell_of(lat, lng)].append(told)
    print(f"requests: {len(found)}, {sum(flags)} flagged by staff")
    print(f"  the same address within a day: {_said(plain, flags)}")
    for threshold in (THRESHOLD, 80, 90, 95, 99):
        print(f"  likeness from {threshold}: {_said([score >= threshold for score in scores], flags)}")


def _said(told: list[bool], flags: list[bool]) -> str:
    both = sum(t and f for t, f in zip(told, flags, strict=True))
    precision, recall = both / max(sum(told), 1), both / max(sum(flags), 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return f"precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}"


if __name__ == "__main__":
    main()
