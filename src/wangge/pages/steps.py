"""How entries are told that are no move of the flow table."""

from wangge.core.words import Say

STEPS: dict[str, Say] = {
    "case.report": Say("报来", "reported it"),
    "case.hand_over": Say("随人员交接", "handed over with its people"),
    "case.recalculate": Say("按新日历重算期限", "got its due times by the new calendar"),
    "case.remind": Say("时限用了八成", "has used 80 % of a limit"),
    "case.overdue": Say("超过时限", "is overdue"),
    "case.raise": Say("超期，报上一级", "is overdue and was raised"),
    "case.recut": Say("随区划调整", "moved along with its area"),
    "case.rate": Say("评价了办理结果", "rated how it went"),
    "case.recheck": Say("抽查了现场", "looked at it again"),
    "case.call_back": Say("电话回访", "rang up the reporter"),
    "case.see": Say("看到了", "has seen it"),
    "case.join": Say("又说了同一件事", "told us of it as well"),
    "case.absorb": Say("并进来一件", "merged another case into it"),
    "case.let_go": Say("拆出去一件", "took a case out of it again"),
    "case.keep_aside": Say("补到一条晚到的记录", "sent a fact that came late"),
    "case.look_at_contact": Say("看了联系方式", "opened the contact"),
    "case.export": Say("导出案卷", "exported the case file"),
    "content.erase": Say("依决定删除了一项内容", "erased a content by decision"),
}
"""Entries that are no move of the flow table."""

OF_ITSELF = frozenset(
    {
        "case.recut", "case.hand_over", "case.recalculate", "case.remind", "case.overdue", "case.raise", "case.go_on",
        "case.export",
    }
)  # fmt: skip
"""Entries that tell of what nobody did, where they have no author: time passed, or the ground changed."""
