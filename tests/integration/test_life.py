"""`firstcard demo`: one child's whole way through the real operations, told step by step."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from firstcard.casework.population.life import BEATS, KINDS, Life, Moment
from firstcard.casework.population.life_words import STORIES, WHAT
from firstcard.cli.demo import FAMILIES
from firstcard.core.models import AuditEntry
from firstcard.enrolment.queries import state_on
from firstcard.settlement import content
from firstcard.settlement.models import Claim

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


def test_every_story_can_be_told() -> None:
    assert set(FAMILIES) == set(KINDS) == set(STORIES)
    of_bill = {"registered-elsewhere", "admitted", "presettled", "settled", "bill-seen",
               "answered", "not-settled"}  # fmt: skip
    assert {beat.name for beat in BEATS} | {"born", "found", "registered"} | of_bill == set(WHAT)


@pytest.mark.django_db
@pytest.mark.parametrize("family", FAMILIES)
def test_each_story_has_a_card_that_works_and_ends_with_a_bill(family: str) -> None:
    life = Life(family=family, language="zh", serial=7000, now=NOW)
    moments = list(life.moments())
    card = life.card.card
    card.refresh_from_db()
    assert (card.making, card.social_security, card.bank) == ("collected", "on", "on")
    assert state_on(person=card.person, on=NOW.date()).state in ("entitled", "registered")
    assert [m.at for m in moments] == sorted(m.at for m in moments)
    assert moments[-1].at <= NOW
    assert all(moment.basis for moment in moments)
    assert not AuditEntry.objects.filter(at__gt=NOW).exists()
    assert moments[0].what == WHAT["found" if family == "foundling" else "born"]
    # Who holds what is awaited goes round: family, office, centre, on its way, office, family,
    # and in the end the hospital.
    passed = list(dict.fromkeys(moment.holder.en for moment in moments))
    assert len(passed) == 6
    _check_bill(family, life, moments)


def _check_bill(family: str, life: Life, moments: list[Moment]) -> None:
    told = [moment.what for moment in moments]
    # Nobody knows from when a year that was paid late, or nothing was to pay for, covers.
    assert (WHAT["answered"] in told) == (family in ("late", "foundling"))
    assert (WHAT["registered-elsewhere"] in told) == (family == "elsewhere")
    if family == "foundling":  # what medical assistance pays for an orphan is local and not known
        assert told[-1] == WHAT["not-settled"]
        assert any("medical assistance" in note.en.lower() for note in moments[-1].notes)
        assert not Claim.objects.exists()
        return
    assert told[-3:] == [WHAT["presettled"], WHAT["settled"], WHAT["bill-seen"]]
    claim = Claim.objects.select_related("settlement").get()
    assert claim.settlement is not None
    assert claim.state == "settled"
    assert claim.person_id == life.card.card.person_id
    lines = moments[-2].lines
    assert lines[0].amount == claim.settlement.total
    assert claim.settlement.fund_total in [line.amount for line in lines]
    assert claim.settlement.person_total in [line.amount for line in lines]
    assert any(line.basis for line in lines)
    said = content.bill_of(claim).referral
    assert said == ("registered" if family == "elsewhere" else "local")
    assert claim.reference in moments[-1].notes[0].en


@pytest.mark.django_db
def test_a_late_family_is_not_insured_back_to_the_birth_and_the_others_are() -> None:
    covered = {}
    for family in ("married", "late"):
        life = Life(family=family, language="zh", serial=7000 + len(family), now=NOW)
        list(life.moments())
        start = state_on(person=life.card.card.person, on=life.born_on)
        covered[family] = start.state
    assert covered["married"] != covered["late"]


@pytest.mark.django_db
def test_messages_are_in_the_language_of_the_family() -> None:
    life = Life(family="married", language="en", serial=7000, now=NOW)
    told = [text for moment in life.moments() for text in moment.told]
    assert any("was handed out" in text for text in told)


PROGRAM = [sys.executable, "-c", "import sys; from firstcard.cli import main; sys.exit(main())"]


def _run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "PYTHONIOENCODING": "utf-8", "FIRSTCARD_HOME": str(home)}
    return subprocess.run([*PROGRAM, "demo", *words],
                          env=environ, capture_output=True, text=True, timeout=120,
                          check=False)  # fmt: skip


def test_the_command_needs_no_service_and_leaves_nothing(tmp_path: Path) -> None:
    done = _run(tmp_path, "--family", "foundling", "--lang", "zh")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "发现弃婴" in done.stdout
    assert "两项功能均已可用" in done.stdout
    assert "住进定点医院" in done.stdout
    assert "CD-" in done.stdout
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("words", "said"), [
    (("--family", "royal"), "--family"), (("--lang", "fr"), "--lang"), (("--keep",), "serve"),
])  # fmt: skip
def test_what_cannot_be_told_is_refused_in_one_line(
    words: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    done = _run(tmp_path, *words)
    assert done.returncode in (1, 2)
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
