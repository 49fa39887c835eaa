"""Two phones change one plan side by side: nothing that either said is lost."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from firstcard.guidance.forms.kept import Kept, as_data, from_data
from firstcard.guidance.kept_content import Content, decoded, encoded, merged

NAMES = st.sampled_from(["a", "b", "c", "d"])
VALUES = st.one_of(st.booleans(), st.sampled_from(["", "2026-11-01", "none"]),
                   st.lists(NAMES, unique=True, max_size=2))  # fmt: skip
TOLD = st.fixed_dictionaries({
    "answers": st.dictionaries(NAMES, st.dictionaries(NAMES, VALUES, max_size=2), max_size=3),
    "facts": st.dictionaries(NAMES, VALUES, max_size=3),
    "held": st.dictionaries(NAMES, st.sampled_from(["", "2026-11-20"]), max_size=3),
    "ticks": st.lists(NAMES, unique=True, max_size=4),
})  # fmt: skip


def test_different_answers_and_ticks_both_count() -> None:
    base = as_data(Kept(facts={"card.state": "lost"}, ticks=["photo"]))
    mother = as_data(Kept(facts={"card.state": "lost", "groups": ["orphan"]}, ticks=[]))
    grandmother = as_data(Kept(held={"enrolment": "2026-11-20"}, ticks=["photo", "register"]))
    both = from_data(merged(base=base, mine=grandmother, theirs=mother))
    assert both == Kept(facts={"groups": ["orphan"]}, held={"enrolment": "2026-11-20"},
                        ticks=["register"])  # fmt: skip


def test_what_is_said_last_of_the_same_thing_holds() -> None:
    base = as_data(Kept(facts={"groups": []}))
    mine, theirs = (as_data(Kept(facts={"groups": [one]})) for one in ("orphan", "poor"))
    assert merged(base=base, mine=mine, theirs=theirs)["facts"] == {"groups": ["orphan"]}


def test_an_answer_is_taken_whole() -> None:
    base = as_data(Kept(answers={"birth": {"born_on": "2026-11-01", "birthplace": "institution"}}))
    mine = as_data(Kept(answers={"birth": {"born_on": "2026-11-02", "birthplace": "institution"}}))
    theirs = as_data(Kept(answers={"birth": {"born_on": "2026-11-01", "birthplace": "abroad"}}))
    assert merged(base=base, mine=mine, theirs=theirs)["answers"] == mine["answers"]


@given(TOLD, TOLD)
def test_a_change_alone_is_taken_as_it_is(base: dict[str, Any], told: dict[str, Any]) -> None:
    assert merged(base=base, mine=told, theirs=base) == told
    assert merged(base=base, mine=base, theirs=told) == told
    assert merged(base=base, mine=told, theirs=told) == told


@given(TOLD, TOLD, TOLD)
def test_what_either_ticked_or_took_away_counts(
    base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]
) -> None:
    ticks = set(merged(base=base, mine=mine, theirs=theirs)["ticks"])
    before = set(base["ticks"])
    one, other = set(mine["ticks"]), set(theirs["ticks"])
    assert ticks == (before | one | other) - (before - one) - (before - other)


@given(TOLD, TOLD, TOLD)
def test_what_one_changed_and_the_other_left_alone_is_as_the_one_said(
    base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]
) -> None:
    both = merged(base=base, mine=mine, theirs=theirs)
    for part in ("answers", "facts", "held"):
        for name in {*base[part], *mine[part], *theirs[part]}:
            old, own, other = (each[part].get(name) for each in (base, mine, theirs))
            assert both[part].get(name) == (other if own == old else own)


def test_an_older_content_gets_what_was_not_there_yet() -> None:
    old = {"answers": {}, "facts": {"a": True}}
    mine = as_data(Kept(facts={"a": True}, ticks=["photo"]))
    assert merged(base=old, mine=mine, theirs=old) == mine
    assert from_data({"facts": {"a": True}, "of an older version": 1}) == Kept(facts={"a": True})


def test_content_comes_back_from_bytes() -> None:
    content = Content(told=as_data(Kept(ticks=["photo"])), seen={"on": "2026-11-23"}, calendar="c")
    assert decoded(encoded(content)) == content
    assert not encoded(content).endswith(b" ")
