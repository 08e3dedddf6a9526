"""On which grounds content of a case is erased, and what a decision must say. Pure."""

from wangge.core.refusals import Missing
from wangge.core.words import Say

GROUNDS: dict[str, Say] = {
    "purpose_done": Say("处理目的已实现或不再必要", "The purpose is reached or no longer needs it"),
    "retention_over": Say("保存期限已届满", "The time to keep it is over"),
    "consent_withdrawn": Say("本人撤回同意", "Consent was withdrawn"),
    "unlawful": Say("违法违规或违反约定处理", "It was kept against law or agreement"),
    "ordered": Say("法律、行政法规规定的其他情形", "Another law or an order asks for it"),
}
"""Personal Information Protection Law (个人信息保护法), article 47, paragraph 1, items 1 to 5."""
SHORTEST_DECISION, LONGEST_DECISION = 4, 500


def check_erasing(ground: str, decision: str) -> None:
    """Raises ``Missing``: ``ground_unknown``, ``decision_missing``, ``decision_too_long``."""
    if ground not in GROUNDS:
        raise Missing(
            "ground_unknown",
            Say(
                f"请选一条法定理由：{'、'.join(say.zh for say in GROUNDS.values())}。",
                "Please choose one of the legal grounds.",
            ),
            choices=list(GROUNDS),
        )
    if len(decision.strip()) < SHORTEST_DECISION:
        raise Missing(
            "decision_missing",
            Say(
                "请写明谁作的决定、文号是什么，例如“区委网信办 2026-17 号决定”；会留在案卷里。",
                "Please say who decided it and under which number; it stays in the case file.",
            ),
        )
    if len(decision) > LONGEST_DECISION:
        raise Missing(
            "decision_too_long",
            Say(
                f"决定最多写 {LONGEST_DECISION} 字。请只写谁决定、文号和日期。",
                f"A decision holds at most {LONGEST_DECISION} letters. Say only who decided, its number and day.",
            ),
            limit=LONGEST_DECISION,
        )
