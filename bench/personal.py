"""``python -m bench.personal``: how much that is personal is found in the set written by us, sort by sort.

Recall is how many of the marked stretches a proposal covers whole; precision how many proposals are right. Then how
many sentences a second one process looks through.
"""

import time

from tests.core.personal_score import Score, scores, sentences, sizes

from wangge.core.personal import SORTS, personal_spans


def main() -> None:
    """Measure and print."""
    table, wrong = scores()
    print(", ".join(f"{count} {what}" for what, count in sizes().items()))
    print(f"{'sort':<10} {'marked':>6} {'recall':>8} {'precision':>9}")
    whole = Score()
    for sort in SORTS:
        own = table[sort]
        for name in ("marked", "found", "proposed", "right"):
            setattr(whole, name, getattr(whole, name) + getattr(own, name))
        print(f"{sort:<10} {own.marked:>6} {own.recall:>8.1%} {own.precision:>9.1%}")
    print(f"{'all':<10} {whole.marked:>6} {whole.recall:>8.1%} {whole.precision:>9.1%}")
    print("\n".join(wrong))
    said = [sentence.said for sentence in sentences()] * 20
    began = time.perf_counter()
    for words in said:
        personal_spans(words)
    print(f"{len(said) / (time.perf_counter() - began):,.0f} sentences a second")


if __name__ == "__main__":
    main()
