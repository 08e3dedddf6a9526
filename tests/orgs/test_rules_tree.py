"""Units in their line of command: who works at a place."""

from uuid import UUID

from wangge.core.words import Say
from wangge.orgs.rules.tree import UnitFacts, UnitTree

URBAN, NORTH, NORTH_TOO, SOUTH, SQUAD, ENDED, OTHER, GONE = (UUID(int=n) for n in range(1, 9))


def unit(id: UUID, code: str, area: str, parent: UUID | None = None, *, open: bool = True) -> UnitFacts:
    return UnitFacts(id, "211102", code, Say(code, code.title()), area, parent, open)


TREE = UnitTree(
    (
        unit(URBAN, "urban", "211102"),
        unit(NORTH_TOO, "urban-north-2", "211102001", URBAN),
        unit(NORTH, "urban-north", "211102001", URBAN),
        unit(SOUTH, "urban-south", "211102002", URBAN),
        unit(SQUAD, "urban-north-squad", "211102001003", NORTH),
        unit(ENDED, "urban-west", "211102003", URBAN, open=False),
        unit(OTHER, "other", "211102002"),
    )
)


def test_the_narrowest_below_works_at_a_place_else_the_unit_itself():
    assert TREE.at_place(URBAN, "211102001003007") == (SQUAD,)
    assert TREE.at_place(URBAN, "211102001001001") == (NORTH, NORTH_TOO), "equals stand by their code"
    assert TREE.at_place(URBAN, "211102002") == (SOUTH,)
    assert TREE.at_place(URBAN, "211102003001") == (URBAN,), "one that has ended takes nothing"
    assert TREE.at_place(NORTH, "211102002") == (NORTH,)
    assert TREE.at_place(ENDED, "211102003") == TREE.at_place(GONE, "211102003") == ()


def test_the_line_of_command_is_followed_down_even_where_it_is_a_circle():
    assert {u.id for u in TREE.below(URBAN)} == {NORTH, NORTH_TOO, SOUTH, SQUAD, ENDED}
    assert TREE.below(GONE) == []
    circle = UnitTree((unit(NORTH, "a", "2", SOUTH), unit(SOUTH, "b", "2", NORTH)))
    assert [u.id for u in circle.below(NORTH)] == [SOUTH]


def test_names_and_what_is_open():
    assert TREE.name(OTHER) == Say("other", "Other")
    assert TREE.name(GONE).zh == str(GONE)
    assert (TREE.open(OTHER), TREE.open(ENDED), TREE.open(GONE)) == (True, False, False)
