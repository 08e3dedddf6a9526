"""``python -m bench.learning``: how right suggestions are, how sure, how fast, and how large a model is.

*Messages*: the labelled messages of the folder that ``WANGGE_SAMPLES`` names (seven classes, words parted by blanks,
stop words removed, so pairs reach over what was left out). Five folds; messages of one group of duplicates never stand
on both sides; a tenth of the groups of each fold's learning side sets temperature and threshold. Beside it the usual
recipe: TF-IDF of one and two characters and a linear support vector machine, learning from the same messages. Figures
alone are printed, no words.

*District*: closed cases with the invented words of the drill in a fresh SQLite database, one in twenty with another
kind than its words say, so that 95 % is about the most. Its words are few and repeat: it shows that the whole works,
the messages show how well. Times are of CPU.
"""

import csv
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from wangge.learning import rules

FOLDS, CASES, ASKED = 5, 16_000, 2_000
MESSAGES = Path("messages") / "messages_train_segmented.csv"


def main() -> None:
    """Measure and print."""
    samples = os.environ.get("WANGGE_SAMPLES")
    with tempfile.TemporaryDirectory(prefix="wangge-learning-") as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "wangge.site.settings", "WANGGE_ENV_FILE": "", "WANGGE_VAR": folder,
            "WANGGE_DATABASE": f"sqlite:///{Path(folder) / 'learning.sqlite3'}", "WANGGE_DEMO": "1",
        }  # fmt: skip
        import django

        django.setup()
        if samples and (Path(samples) / MESSAGES).exists():
            messages(Path(samples) / MESSAGES)
        else:
            print("messages: WANGGE_SAMPLES names no folder with messages; left out")
        district()


def messages(file: Path) -> None:
    """Five folds over the labelled messages, ours and the usual recipe."""
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    words, labels, groups = [r["tokens"] for r in rows], [r["label"] for r in rows], [r["dup_group"] for r in rows]
    order = sorted(set(groups))
    Random(1).shuffle(order)
    fold_of = {group: n % FOLDS for n, group in enumerate(order)}
    folds = [fold_of[group] for group in groups]
    print(f"messages: {len(rows):,}, {len(set(labels))} classes, {len(order):,} groups, {FOLDS} folds")
    found = [ours(words, labels, groups, folds, fold) for fold in range(FOLDS)]
    for name in ("accuracy", "top 3", "macro F1", "ECE before", "ECE", "says", "and is right"):
        own = [row[name] for row in found]
        print(f"  {name:13} {statistics.mean(own):7.4f}   ({' '.join(f'{x:.4f}' for x in own)})")
    for threshold in (0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95):
        steps = [next((s for s in row["curve"] if s.threshold == threshold), None) for row in found]
        told = [step for step in steps if step is not None]
        coverage, accuracy = (statistics.mean(getattr(s, name) for s in told) for name in ("coverage", "accuracy"))
        print(f"  from a share of {threshold:4.2f} on: says {coverage:6.1%}, right {accuracy:6.1%}")
    for name, form in (("seconds", ".1f"), ("KB", ",.0f"), ("µs to ask", ",.0f"), ("µs with why", ",.0f")):
        print(f"  {name:13} {statistics.median(row[name] for row in found):{form}}")
    peers = [usual(words, labels, groups, folds, fold) for fold in range(FOLDS)]
    for n, name in enumerate(("accuracy", "macro F1", "seconds")):
        print(f"  usual recipe, {name:9} {statistics.mean(row[n] for row in peers):.4f}")


def parted(groups: Sequence[str], folds: Sequence[int], fold: int) -> tuple[list[int], list[int], list[int]]:
    """Messages to learn from, those that set how sure to be, and those of the test."""
    sets = {group for group in groups if Random(group).random() < 0.1}
    rest = [n for n in range(len(groups)) if folds[n] != fold]
    learned, setting = ([n for n in rest if (groups[n] in sets) is here] for here in (False, True))
    return learned, setting, [n for n in range(len(groups)) if folds[n] == fold]


def ours(
    words: Sequence[str], labels: Sequence[str], groups: Sequence[str], folds: Sequence[int], fold: int
) -> dict[str, Any]:
    """One fold as the product learns and is asked, without street and hour."""
    from wangge.learning.actions import Heap, fit
    from wangge.learning.queries import packed, unpacked

    def silent(done: int, of: int) -> None:
        """Nobody watches."""

    began, heap = time.process_time(), Heap()
    for text in words:
        heap.add(rules.tokens_of(text))
    learned, setting, test = parted(groups, folds, fold)
    model = fit(heap, learned, [labels[n] for n in learned], tell=silent)
    took = time.process_time() - began
    place = {kind: n for n, kind in enumerate(model.kinds)}

    def scores(cases: Sequence[int]) -> Any:
        return np.stack([model.scores_of(*heap.at(n)) for n in cases])

    def truth(cases: Sequence[int]) -> Any:
        return np.array([place[labels[n]] for n in cases])

    temperature = rules.temperature_for(scores(setting), truth(setting))
    threshold = rules.threshold_for(rules.softmax(scores(setting), temperature), truth(setting))
    raw, right = scores(test), truth(test)
    shares = rules.softmax(raw, temperature)
    kept = shares.max(axis=1) >= threshold
    body = packed(model, rules.UnitTable())
    served, _ = unpacked(body)
    few = [words[n] for n in test[:300]]
    return {
        "accuracy": rules.right_among(shares, right, most=1),
        "top 3": rules.right_among(shares, right, most=3),
        "macro F1": rules.macro_f1(shares, right),
        "ECE before": rules.calibration_error(rules.reliability(rules.softmax(raw, 1.0), right)),
        "ECE": rules.calibration_error(rules.reliability(shares, right)),
        "says": float(kept.mean()),
        "and is right": float((shares.argmax(axis=1) == right)[kept].mean()),
        "curve": rules.abstention_curve(shares, right),
        "seconds": took,
        "KB": len(body) / 1024,
        "µs to ask": each(lambda text: served.shares(rules.tokens_of(text)), few),
        "µs with why": each(lambda text: served.why(text, int(served.shares(rules.tokens_of(text)).argmax())), few),
    }


def usual(
    words: Sequence[str], labels: Sequence[str], groups: Sequence[str], folds: Sequence[int], fold: int
) -> tuple[float, float, float]:
    """Accuracy, macro F1 and seconds of TF-IDF of one and two characters with a linear support vector machine."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics import f1_score
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    learned, _, test = parted(groups, folds, fold)
    whole = ["".join(text.split()) for text in words]
    began = time.process_time()
    recipe = make_pipeline(
        TfidfVectorizer(analyzer="char", ngram_range=(1, 2), min_df=3, sublinear_tf=True), LinearSVC()
    )
    recipe.fit([whole[n] for n in learned], [labels[n] for n in learned])
    took = time.process_time() - began
    said, right = recipe.predict([whole[n] for n in test]), np.array([labels[n] for n in test])
    return float((said == right).mean()), float(f1_score(right, said, average="macro")), took


def district() -> None:
    """Learn from a district's closed cases by the real action, and ask."""
    from django.core.management import call_command
    from django.utils import timezone
    from tests.learning.made import DISTRICT, closed

    from wangge.learning import actions, queries
    from wangge.orgs.queries import units_of
    from wangge.simulate.ground import lay_ground

    at = timezone.now()
    call_command("migrate", verbosity=0, interactive=False)
    lay_ground(at=at)
    cases = closed(CASES, {unit.code: unit.id for unit in units_of(DISTRICT)}, until=at)
    card = actions.learn(DISTRICT, at=at, tell=lambda progress: None)
    print(f"district: {len(cases):,} closed cases")
    for line in queries.card_in_words(card):
        print(f"  {line}")
    said = [
        "楼下路灯不亮了，晚上看不清路，请尽快来修。",
        "饭店后面的下水口又堵了，一下雨就往外冒。",
        "门口堆了几袋垃圾",
    ]
    asked = [said[n % len(said)] for n in range(ASKED)]
    took = each(lambda words: queries.suggest(DISTRICT, words, area="211102005013001", at=at), asked)
    print(f"  a suggestion with its units and its why: {took:,.0f} µs; by the catalogue's words", end=" ")
    print(f"{each(lambda words: queries.by_words(DISTRICT, words), asked):,.0f} µs")


def each(work: Callable[[str], object], texts: Sequence[str]) -> float:
    """Microseconds of CPU for one, in the middle."""
    took = []
    for text in texts:
        began = time.process_time_ns()
        work(text)
        took.append((time.process_time_ns() - began) / 1000)
    return statistics.median(took)


if __name__ == "__main__":
    main()
