"""What programs send as facts of a family: what cannot be is refused, the rest breaks no page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import signed_in
from cases import REGION
from django.utils import timezone

from firstcard.accounts import signing
from firstcard.accounts.models import Account
from firstcard.casework import operations
from firstcard.casework.content import draft_of
from firstcard.casework.draft import Child, Draft
from firstcard.casework.models import Case
from firstcard.core.actors import Actor
from firstcard.core.refusals import Invalid
from firstcard.guidance.today import today

pytestmark = pytest.mark.django_db


def _told(**more: Any) -> dict[str, Any]:
    """What the questions keep of a family whose child is twenty days old."""
    birth = {"born_on": (today() - timedelta(days=20)).isoformat(), "birthplace": "institution",
             "birth_region": "here"}  # fmt: skip
    return {"answers": {"place": {"region": REGION}, "birth": birth,
                        "family": {"family": "married"}}, **more}  # fmt: skip


def _by() -> Actor:
    found = signing.actor_of(Account.objects.get(), at=timezone.now())
    assert found is not None
    return found


def _begun(situation: dict[str, Any]) -> Case:
    return operations.start(by=_by(), key="a program", want=["insured"], region=REGION,
                            language="en", situation=situation, at=timezone.now())  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"children": {"this": "x"}},
        {"children": {"this": "2"}},
        {"children": {"number": "2", "this": "3"}},
        {"children": {"number": "0"}},
        {"children": {"number": "9"}},
        {"children": {"number": 2}},
        {"children": {"number": "2", "2-born-2": "tomorrow"}},
        {"children": []},
        {"held": ["birth-certificate"]},
        {"held": {"birth-certificate": "soon"}},
        {"answers": {"birth": {"born_on": 5}}},
        {"answers": {"birth": {"born_on": "2026-02-30"}}},
        {"answers": {"birth": {"birthplace": "2026-x-y"}}},
        {"answers": {"place": {"region": ["410105"]}}},
        {"answers": {"done": {"done": "birth-certificate"}}},
        {"answers": {"birth": "yesterday"}},
        {"facts": [1]},
        {"want": "card"},
        {"ticks": 3},
    ],
)
def test_answers_that_are_none_are_refused_when_they_are_saved(wrong: dict[str, Any]) -> None:
    signed_in.family()
    with pytest.raises(Invalid):
        _begun(_told(**wrong))
    case = _begun(_told())
    with pytest.raises(Invalid):
        operations.save(case=case, by=_by(), draft=Draft(situation=_told(**wrong)),
                        version=case.version, at=timezone.now())  # fmt: skip


@pytest.mark.parametrize(
    "draft",
    [
        Draft(child=Child(born_on="yesterday")),
        Draft(child=Child(sex=5)),
        Draft(situation={"child": {"born_on": [1]}}),
    ],
)
def test_a_day_of_birth_that_is_none_is_shown_as_it_was_typed(draft: Draft) -> None:
    """It is named as wrong where it is looked at whether all is there."""
    client = signed_in.family(lang="en")
    case = _begun({})
    operations.save(case=case, by=_by(), draft=draft, version=case.version, at=timezone.now())
    for path in (
        "",
        "told/",
        "check/",
        "question/child-name/",
        "question/child-number/",
        "form.pdf",
    ):
        reply = client.get(f"/apply/{case.reference}/{path}")
        assert reply.status_code in (200, 302, 409, 422), path


@pytest.mark.parametrize(
    "situation",
    [
        _told(children={"number": "2", "this": "1", "2-born-2": ""}),
        {"children": {"this": "x"}},
        {"children": [{"born_on": "2026-11-01"}, {}]},
        {"held": 3, "ticks": {"a": 1}, "facts": "none"},
    ],
)
def test_facts_that_came_from_a_program_break_no_page(situation: dict[str, Any]) -> None:
    """As the JSON of a situation they are looked at when everything is, and named there."""
    client = signed_in.family(lang="en")
    case = _begun(situation)
    if "answers" in situation:
        assert draft_of(case).situation == situation
    at = f"/apply/{case.reference}/"
    for path in ("", "told/", "check/", "question/child-name/", "told/birth/", "second-parent/"):
        assert client.get(f"{at}{path}").status_code in (200, 302, 409), path
    assert client.post(f"{at}next-child/").status_code == 302


def test_the_next_of_two_children_begins_where_the_first_was_a_programs() -> None:
    client = signed_in.family(lang="en")
    day = date.fromisoformat(_told()["answers"]["birth"]["born_on"]) + timedelta(days=1)
    case = _begun(_told(children={"number": "2", "2-born-2": day.isoformat()}))
    assert client.post(f"/apply/{case.reference}/next-child/").status_code == 302
    second = Case.objects.exclude(pk=case.pk).get()
    assert draft_of(second).situation["answers"]["birth"]["born_on"] == day.isoformat()
    assert client.post(f"/apply/{second.reference}/next-child/").status_code == 302
    assert Case.objects.count() == 2
