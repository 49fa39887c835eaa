"""The family's pages: from the plan to the reference, on the real database, without scripts."""

from __future__ import annotations

import io
import re
from base64 import b64encode
from datetime import date, timedelta
from typing import Any

import pytest
from applying import (
    CHILD,
    MOTHER,
    PARENT,
    begins,
    citizen_id,
    names_people,
    picture,
    ready_to_sign,
    says,
    shows_papers,
    sign_in,
    signs,
    tells,
)
from django.test import Client
from drawn_pictures import encoded, portrait, sheet
from test_languages import Reader

from firstcard.accounts.models import Account, Consent
from firstcard.casework import operations, queries
from firstcard.casework.content import draft_of
from firstcard.casework.models import Authorisation, Case, Signature
from firstcard.casework.operations import Found
from firstcard.core.actors import Actor, Grant
from firstcard.core.models import AuditEntry
from firstcard.guidance.today import now, today
from firstcard.guidance.words import capital
from firstcard.people.identity_numbers import uscc_check
from firstcard.policy.clock_words import day_words

pytestmark = pytest.mark.django_db

INSTITUTION = "12410100" + "MB0A1234" + "5"
INSTITUTION += uscc_check(INSTITUTION)


@pytest.fixture
def born() -> date:
    return today() - timedelta(days=20)


@pytest.fixture
def family(born: date) -> Client:
    """Signed in, with a plan for a child born twenty days ago."""
    client = Client(HTTP_HOST="localhost")
    client.post("/language/", {"language": "en", "next": "/"})
    sign_in(client)
    return tells(client, born=born)


def test_the_start_asks_nothing_that_the_plan_was_told(family: Client) -> None:
    page = family.get("/apply/").content.decode()
    assert "We already have" in page
    assert "What we do with your child" in page
    reference = begins(family)
    case = Case.objects.get(reference=reference)
    assert draft_of(case).situation["answers"]["family"] == {"family": "married"}
    notices = Consent.objects.filter(case=reference).values_list("notice", "given")
    assert list(notices) == [("applying", True)], "the notice comes before the first datum"


def test_a_double_click_begins_one_application(family: Client) -> None:
    assert begins(family, key="one form") == begins(family, key="one form")
    assert Case.objects.count() == 1
    assert Consent.objects.filter(notice="applying").count() == 1


def test_who_is_not_signed_in_signs_in_first() -> None:
    reply = Client(HTTP_HOST="localhost").get("/apply/")
    assert reply.status_code == 302
    assert reply["Location"].startswith("/sign-in/")


def test_nobody_sees_the_application_of_another_family(family: Client, born: date) -> None:
    reference = begins(family)
    stranger = Client(HTTP_HOST="localhost", raise_request_exception=False)
    sign_in(stranger, telephone="13800000078")
    for path in ("", "check/", "question/child-name/", "sign/"):
        assert stranger.get(f"/apply/{reference}/{path}").status_code == 404, path


def test_from_the_first_name_to_the_reference(family: Client) -> None:
    reference = begins(family)
    names_people(family, reference)
    page = family.get(f"/apply/{reference}/").content.decode()
    assert "Cannot start yet" in page, "signing opens when the papers are there"
    shows_papers(family, reference)
    assert PARENT in family.get(f"/apply/{reference}/check/").content.decode()
    signs(family, reference)
    case = Case.objects.get(reference=reference)
    assert case.state == "submitted"
    done = family.get(f"/apply/{reference}/done/").content.decode()
    assert reference in done
    assert case.due_on is not None
    assert str(case.due_on.year) in done
    assert family.get(f"/apply/{reference}/").status_code == 302, "it is filled in no more"


@pytest.fixture
def handed_in(family: Client) -> str:
    reference = begins(family)
    names_people(family, reference)
    shows_papers(family, reference)
    signs(family, reference)
    return reference


def _staff(role: str = "clerk") -> Actor:
    account = Account.objects.create(login=f"{role}-x", shown_name="窗口07", is_staff_member=True)
    grant = Grant(role=role, region="410100")
    return Actor(kind="person", account=account.pk, name="窗口07", grants=(grant,))


def _page(client: Client, path: str) -> str:
    reply = client.get(path)
    assert reply.status_code == 200, (path, reply.status_code)
    return str(reply.content.decode())


class TestFollowing:
    def test_the_page_says_who_holds_it_since_when_and_until_when(
        self, family: Client, handed_in: str
    ) -> None:
        page = _page(family, f"/cases/{handed_in}/")
        case = Case.objects.get(reference=handed_in)
        assert case.office is not None
        assert case.due_on is not None
        assert f"It is now with: {capital(case.office.name_en)}" in page
        assert f"Since {day_words(today(), 'en')}" in page
        assert f"Promised by {day_words(case.due_on, 'en')}" in page
        assert "first day, not counted" in page, "how the day is counted, day by day"
        assert "working day 1" in page
        assert re.search(r'class="is-now" aria-current="step">Papers examined', page)

    def test_a_case_past_its_promise_says_so_first(self, family: Client, handed_in: str) -> None:
        Case.objects.filter(reference=handed_in).update(due_on=today() - timedelta(days=1))
        page = _page(family, f"/cases/{handed_in}/")
        assert page.index("This is late") < page.index("is examining your papers")

    def test_it_leads_to_who_looked_and_repeats_the_messages(
        self, family: Client, handed_in: str
    ) -> None:
        page = _page(family, f"/cases/{handed_in}/")
        assert f"/account/held/{handed_in}/" in page
        assert "Messages to you" in page
        queries.case_for(reference=handed_in, by=_staff(), at=now())
        assert "窗口07" in _page(family, f"/account/held/{handed_in}/")

    def test_an_approval_is_said_with_the_insurance(self, family: Client, handed_in: str) -> None:
        case = Case.objects.get(reference=handed_in)
        operations.accept(case=case, by=_staff(), at=now())
        operations.approve(case=case, by=_staff("reviewer"), at=now())
        page = _page(family, f"/cases/{handed_in}/")
        assert "Your application is approved" in page
        assert "The insurance" in page

    def test_the_list_tells_the_children_apart(self, family: Client, handed_in: str) -> None:
        page = _page(family, "/cases/")
        name = draft_of(Case.objects.get(reference=handed_in)).child.name
        assert name
        for each in (name, handed_in, "Insurance only"):
            assert each in page

    def test_taken_back_once(self, family: Client, handed_in: str) -> None:
        assert "Withdraw this application?" in _page(family, f"/cases/{handed_in}/withdraw/")
        for _ in range(2):
            assert family.post(f"/cases/{handed_in}/withdraw/").status_code == 302
        case = Case.objects.get(reference=handed_in)
        assert case.state == "withdrawn"
        assert case.events.filter(action="withdraw").count() == 1
        assert "ended here" in _page(family, f"/cases/{handed_in}/")

    def test_the_calendar_and_the_signed_form_are_files(
        self, family: Client, handed_in: str
    ) -> None:
        ics = family.get(f"/apply/{handed_in}/done/promise.ics").content.decode()
        case = Case.objects.get(reference=handed_in)
        assert f"{case.due_on:%Y%m%d}T090000" in ics
        assert "TZID=Asia/Shanghai" in ics
        assert "BEGIN:VALARM" in ics
        assert CHILD not in ics
        form = family.get(f"/apply/{handed_in}/done/form.pdf")
        assert form.content.startswith(b"%PDF")


class TestWords:
    """Every page of an application speaks one language."""

    @pytest.mark.parametrize(("lang", "name"), [("en", "Ali"), ("zh-hans", "阿里")])
    def test_one_language(self, born: date, lang: str, name: str) -> None:
        client = Client(HTTP_HOST="localhost")
        client.post("/language/", {"language": lang, "next": "/"})
        sign_in(client)
        tells(client, born=born)
        reference = begins(client)
        self._read(client, f"/apply/{reference}/", "/apply/", "/cases/", "/track/")
        names_people(client, reference)
        says(client, reference, "child-name", name=name)
        says(client, reference, "adult-name", name=name)
        page = _page(client, f"/apply/{reference}/second-parent/")
        token = re.findall(r'name="token" value="([^"]+)"', page)[0]
        client.post(f"/apply/{reference}/second-parent/", {"ask": "yes", "token": token})
        client.get(f"/agree/{token}/")
        shows_papers(client, reference)
        self._read(client, "/agree/", *(f"/apply/{reference}/{path}" for path in (
            "", "question/child-number/", "question/applicant/", "question/adult-number/",
            "told/", "told/family/", "paper/birth-certificate/child/", "check/",
            "consequences/")))  # fmt: skip
        client.post(f"/apply/{reference}/consequences/", {"read": "yes"})
        self._read(client, f"/apply/{reference}/consents/")
        client.post(f"/apply/{reference}/consents/", {"keep-papers": "no"})
        self._read(client, f"/apply/{reference}/sign/")
        signs(client, reference, name=name)
        self._read(client, f"/apply/{reference}/done/", f"/cases/{reference}/",
                   f"/cases/{reference}/withdraw/")  # fmt: skip
        case = Case.objects.get(reference=reference)
        defects = [Found(reason="unreadable", document="birth-certificate")]
        operations.send_back(case=case, by=_staff(), defects=defects, at=now())
        self._read(client, f"/apply/{reference}/mend/", f"/cases/{reference}/")

    def _read(self, client: Client, *paths: str) -> None:
        for path in paths:
            said = Reader(_page(client, path))
            assert said.foreign() == set(), path
            assert "{" not in "".join(text for _, text in said.said), path


class TestMending:
    @pytest.fixture
    def returned(self, family: Client, handed_in: str) -> str:
        case = Case.objects.get(reference=handed_in)
        paper = case.papers.get(document="parent-identity-card")
        defects = [
            Found(reason="unreadable", document=paper.document, of=paper.of),
            Found(reason="name-differs", field="child.name", note="请核对第二个字"),
        ]
        operations.send_back(case=case, by=_staff(), defects=defects, at=now())
        return handed_in

    def test_only_what_was_named_can_be_changed(self, family: Client, returned: str) -> None:
        page = _page(family, f"/apply/{returned}/mend/")
        assert "It cannot be read" in page
        assert "请核对第二个字" in page
        assert family.get(f"/apply/{returned}/").status_code == 302
        for other in ("question/applicant/", "question/adult-name/", "told/family/"):
            reply = family.get(f"/apply/{returned}/{other}")
            assert reply.status_code == 302, other
            assert reply["Location"].endswith("/mend/"), other

    def test_mended_and_signed_again_it_keeps_its_place(
        self, family: Client, returned: str
    ) -> None:
        first = Case.objects.get(reference=returned).submitted_at
        says(family, returned, "child-name", name="王宝宸")
        path = f"/apply/{returned}/paper/parent-identity-card/guardian/"
        assert "could not use this one" in _page(family, path)
        paper = Case.objects.get(reference=returned).papers.get(verdict="bad")
        path = f"/apply/{returned}/paper/{paper.document}/{paper.of}/"
        assert family.post(path, {"file": picture(shade=90)}).status_code == 302
        signs(family, returned)
        case = Case.objects.get(reference=returned)
        assert case.state == "submitted"
        assert case.submitted_at == first
        assert draft_of(case).child.name == "王宝宸"


class TestTracking:
    def _track(self, reference: str, second: str) -> str:
        client = Client(HTTP_HOST="localhost")
        client.cookies["django_language"] = "en"
        reply = client.post("/track/", {"reference": reference, "second": second})
        return str(reply.content.decode())

    def test_with_the_date_of_birth_or_the_last_four(self, handed_in: str, born: date) -> None:
        for second in (born.isoformat(), f"{born:%Y/%m/%d}", f"{born:%Y%m%d}", "0001"):
            page = self._track(handed_in.lower().replace("-", " "), second)
            assert "is examining your papers" in page, second
            assert CHILD not in page
            assert PARENT not in page

    def test_what_does_not_fit_says_the_same(self, handed_in: str, born: date) -> None:
        wrong = self._track(handed_in, "1999-01-01")
        nobody = self._track("FC-7K3M-9QX2-H", born.isoformat())
        said = re.compile(r'id="reference-error">(.*?)</p>')
        assert "do not match" in wrong
        if "Enter the reference" not in nobody:
            assert said.findall(wrong) == said.findall(nobody)

    def test_guessing_is_limited(self, handed_in: str) -> None:
        for year in range(1990, 2001):
            page = self._track(handed_in, f"{year}-01-01")
        assert "is examining" not in page
        assert "Too many" in page or "too many" in page or "again in" in page


class TestTheOtherParent:
    def _asked(self, family: Client, reference: str) -> str:
        page = _page(family, f"/apply/{reference}/second-parent/")
        token = re.search(r'name="token" value="([^"]+)"', page)
        assert token
        for _ in range(2):
            family.post(f"/apply/{reference}/second-parent/", {"ask": "yes", "token": token[1]})
        assert Authorisation.objects.count() == 1, "pressed twice, one link"
        return token[1]

    def test_agrees_on_another_phone_without_an_account(self, family: Client) -> None:
        reference = begins(family)
        names_people(family, reference)
        token = self._asked(family, reference)
        page = _page(family, f"/apply/{reference}/second-parent/")
        assert f"/agree/{token}/" in page
        assert f"Waiting for the other parent since {day_words(today(), 'en')}" in page
        phone = Client(HTTP_HOST="localhost")
        phone.cookies["django_language"] = "en"
        assert phone.get(f"/agree/{token}/")["Location"] == "/agree/"
        asked = _page(phone, "/agree/")
        assert "王**" in asked
        assert CHILD not in asked, "the whole name is not for whoever has the link"
        case = Case.objects.get()
        seen = AuditEntry.objects.get(action="authorisation.read", case=case.reference)
        assert (seen.account, seen.detail) == (None, {"of": "father"})
        assert "opened the request to the other parent" in _page(
            family, f"/account/held/{reference}/")  # fmt: skip
        assert "Enter your full name" in phone.post("/agree/", {"answer": "yes"}).content.decode()
        answered = phone.post("/agree/", {"name": "李父", "answer": "yes"})
        assert answered["Location"] == "/agree/thanks/"
        assert phone.get(f"/agree/{token}/", follow=True).status_code == 410, "once"
        assert "The other parent agreed" in _page(family, f"/apply/{reference}/second-parent/")

    def test_nothing_waits_for_it(self, family: Client) -> None:
        reference = begins(family)
        names_people(family, reference)
        self._asked(family, reference)
        shows_papers(family, reference)
        signs(family, reference)
        assert Case.objects.get(reference=reference).state == "submitted"

    def test_a_request_taken_back_ends_the_link(self, family: Client) -> None:
        reference = begins(family)
        names_people(family, reference)
        token = self._asked(family, reference)
        family.post(f"/apply/{reference}/second-parent/", {"back": "yes"})
        assert Client(HTTP_HOST="localhost").get(f"/agree/{token}/", follow=True).status_code == 410


class TestSigning:
    def test_drawn_instead_of_typed(self, family: Client) -> None:
        reference = begins(family)
        names_people(family, reference)
        shows_papers(family, reference)
        path, form = f"/apply/{reference}/sign/", ready_to_sign(family, reference, name="")
        drawing = encoded(sheet(), "PNG")
        half = b64encode(drawing[:-40]).decode()
        page = family.post(path, {**form, "drawn": f"data:image/png;base64,{half}"})
        assert "did not arrive complete" in page.content.decode()
        drawn = f"data:image/png;base64,{b64encode(drawing).decode()}"
        assert family.post(path, {**form, "drawn": drawn}).status_code == 302
        signature = Signature.objects.get(case__reference=reference, void_at=None)
        assert signature.kind == "drawn"

    def test_another_name_is_no_signature(self, family: Client) -> None:
        reference = begins(family)
        names_people(family, reference)
        shows_papers(family, reference)
        form = ready_to_sign(family, reference, name="别人")
        page = family.post(f"/apply/{reference}/sign/", form).content.decode()
        assert "not the name of the applicant" in page
        assert 'value="别人"' in page
        assert Case.objects.get(reference=reference).state == "draft"

    def test_a_form_that_has_changed_is_shown_again(self, family: Client) -> None:
        reference = begins(family)
        names_people(family, reference)
        shows_papers(family, reference)
        form = ready_to_sign(family, reference)
        says(family, reference, "child-name", name="王另名")
        page = family.post(f"/apply/{reference}/sign/", form)
        assert page.status_code == 200
        assert Case.objects.get(reference=reference).state == "draft"
        assert not Signature.objects.filter(void_at=None).exists()


class TestNames:
    def test_what_was_typed_stays_when_another_device_was_faster(self, family: Client) -> None:
        reference = begins(family)
        page = _page(family, f"/apply/{reference}/question/child-name/")
        version = re.search(r'name="version" value="([0-9]+)"', page)
        assert version
        says(family, reference, "child-name", name="先写的")
        path = f"/apply/{reference}/question/child-name/"
        late = family.post(path, {"name": "后写的", "version": version[1]}).content.decode()
        assert "This application was changed while you had it open" in late
        assert 'value="后写的"' in late
        assert draft_of(Case.objects.get(reference=reference)).child.name == "先写的"

    def test_a_look_alike_of_the_dot_is_offered_right(self, family: Client) -> None:
        reference = begins(family)
        path = f"/apply/{reference}/question/child-name/"
        for dot in "•・．":
            page = family.post(path, {"name": f"阿依夏{dot}买买提"}).content.decode()
            assert "Use “阿依夏·买买提”" in page
        says(family, reference, "child-name", name="阿依夏•买买提", dot="right-dot")
        assert draft_of(Case.objects.get(reference=reference)).child.name == "阿依夏·买买提"

    def test_long_and_rare_names_are_kept_whole(self, family: Client) -> None:
        reference = begins(family)
        for name in ("𠮷野" + "家" * 60, "Abdu  Rehim", "㛃·𬱖"):
            says(family, reference, "child-name", name=f"  {name} ")
            assert draft_of(Case.objects.get(reference=reference)).child.name == name

    def test_a_wrong_number_names_the_slip_and_stays(self, family: Client, born: date) -> None:
        reference = begins(family)
        number = citizen_id(born=born)
        slip = number[:9] + number[10] + number[9] + number[11:]
        path = f"/apply/{reference}/question/child-number/"
        page = family.post(path, {"kind": "citizen-id", "number-citizen-id": slip})
        said = page.content.decode()
        assert "cannot be right" in said or "looks wrong" in said or "Perhaps" in said
        assert f'value="{slip}"' in said

    def test_a_number_tells_the_sex_and_is_not_asked_again(
        self, family: Client, born: date
    ) -> None:
        reference = begins(family)
        says(family, reference, "child-name", name=CHILD)
        number = citizen_id(born=born, order="001")
        grouped = f"{number[:6]} {number[6:14]} {number[14:]}"
        reply = says(family, reference, "child-number", kind="citizen-id",
                     **{"number-citizen-id": grouped})  # fmt: skip
        assert reply["Location"] == f"/apply/{reference}/"
        assert draft_of(Case.objects.get(reference=reference)).child.sex == 1

    def test_switching_the_language_keeps_what_was_typed(self, family: Client) -> None:
        reference = begins(family)
        path = f"/apply/{reference}/question/child-name/"
        page = family.post(path, {"name": "阿依夏", "language": "zh-hans"}).content.decode()
        assert "孩子叫什么名字" in page
        assert 'value="阿依夏"' in page
        assert draft_of(Case.objects.get(reference=reference)).child.name == ""


class TestFamiliesOfEveryKind:
    """None ends at a wall: each is asked for its own papers, and can hand in."""

    @pytest.fixture
    def browser(self) -> Client:
        client = Client(HTTP_HOST="localhost")
        client.post("/language/", {"language": "en", "next": "/"})
        sign_in(client)
        return client

    def _begun(self, client: Client, born: date, want: str = "insured", **told: Any) -> str:
        tells(client, born=born, **told)
        reference = begins(client, want=want)
        says(client, reference, "child-name", name=CHILD)
        return reference

    def _certificate(self, client: Client, reference: str, number: str = "R410000001") -> None:
        says(client, reference, "child-number", kind="birth-certificate",
             **{"number-birth-certificate": number})  # fmt: skip
        says(client, reference, "child-sex", sex="2")

    def _adult(self, client: Client, reference: str, who: str, name: str = PARENT) -> None:
        says(client, reference, "applicant", who=who)
        says(client, reference, "adult-name", name=name)
        if who == "institution":
            says(client, reference, "adult-number", **{"number-organisation": INSTITUTION})
        else:
            says(client, reference, "adult-number", kind="citizen-id",
                 **{"number-citizen-id": MOTHER})  # fmt: skip

    def _documents(self, client: Client, reference: str) -> set[str]:
        page = _page(client, f"/apply/{reference}/")
        return set(re.findall(rf"/apply/{reference}/paper/([a-z-]+)/", page))

    def _ends(self, client: Client, reference: str, name: str = PARENT) -> Case:
        shows_papers(client, reference)
        signs(client, reference, name=name)
        case = Case.objects.get(reference=reference)
        assert case.state == "submitted"
        return case

    def test_father_not_stated(self, browser: Client, born: date) -> None:
        reference = self._begun(browser, born, family={"family": "father-not-stated"},
                                register={"register_region": "here"})  # fmt: skip
        self._certificate(browser, reference)
        page = _page(browser, f"/apply/{reference}/question/applicant/")
        assert 'value="father"' not in page
        self._adult(browser, reference, "mother")
        assert "The other parent" not in _page(browser, f"/apply/{reference}/")
        assert self._documents(browser, reference) == {"birth-certificate", "parent-identity-card"}
        assert "not stated" in _page(browser, f"/apply/{reference}/told/") + _family_card(
            browser, reference)  # fmt: skip
        self._ends(browser, reference)

    def test_unmarried_father_applies(self, browser: Client, born: date) -> None:
        reference = self._begun(browser, born, family={"family": "unmarried-father"},
                                register={"register_region": "here"})  # fmt: skip
        self._certificate(browser, reference)
        self._adult(browser, reference, "father")
        assert "agreement" in _page(browser, f"/apply/{reference}/")
        self._ends(browser, reference)

    def test_a_relative_who_is_the_guardian(self, browser: Client, born: date) -> None:
        told = {"family": "parents-unable", "unable": "dead", "guardian": "relative"}
        reference = self._begun(browser, born, family=told,
                                register={"follows": "other", "register_region": "here"},
                                )  # fmt: skip
        self._certificate(browser, reference)
        page = _page(browser, f"/apply/{reference}/question/applicant/")
        assert 'value="mother"' not in page
        self._adult(browser, reference, "relative")
        self._ends(browser, reference)

    def test_an_institution(self, browser: Client, born: date) -> None:
        number = citizen_id(born=born, order="004")
        reference = self._begun(browser, born, family={"family": "found-institution"},
                                register={"register_region": "here"},
                                done={"done": ["birth-registration"]})  # fmt: skip
        says(browser, reference, "child-number", kind="citizen-id",
             **{"number-citizen-id": number})  # fmt: skip
        self._adult(browser, reference, "institution", name="郑州市儿童福利院")
        assert "institution-papers" in self._documents(browser, reference)
        self._ends(browser, reference, name="郑州市儿童福利院")

    def test_adopters(self, browser: Client, born: date) -> None:
        number = citizen_id(born=born, order="004")
        reference = self._begun(browser, born, family={"family": "found-adopter"},
                                register={"register_region": "here"},
                                done={"done": ["birth-registration"]})  # fmt: skip
        says(browser, reference, "child-number", kind="citizen-id",
             **{"number-citizen-id": number})  # fmt: skip
        self._adult(browser, reference, "adopter")
        self._ends(browser, reference)

    def test_a_grandmother_with_written_authority(self, browser: Client, born: date) -> None:
        reference = self._begun(browser, born)
        self._certificate(browser, reference)
        self._adult(browser, reference, "agent", name="王奶奶")
        says(browser, reference, "principal", **{"for": "mother"})
        says(browser, reference, "principal-name", name=PARENT)
        found = self._documents(browser, reference)
        assert {"letter-of-authority", "agent-identity-card"} <= found
        self._ends(browser, reference, name="王奶奶")

    @pytest.mark.parametrize(("tie", "paper"), [
        ("parent-permit", "residence-permit"), ("parent-register", "household-register"),
        ("school", "school-proof"), ("residence", "residence-proof"),
    ])  # fmt: skip
    def test_register_elsewhere(self, browser: Client, born: date, tie: str, paper: str) -> None:
        reference = self._begun(
            browser, born, register={"follows": "mother", "register_region": "420100"},
            ties={"links": [tie]})  # fmt: skip
        self._certificate(browser, reference)
        self._adult(browser, reference, "mother")
        if 'question/ground/"' in _page(browser, f"/apply/{reference}/"):
            says(browser, reference, "ground", way=tie)
        assert paper in self._documents(browser, reference)
        self._ends(browser, reference)

    def test_a_parent_who_is_insured_here_brings_no_paper(
        self, browser: Client, born: date
    ) -> None:
        reference = self._begun(
            browser, born, register={"follows": "mother", "register_region": "420100"},
            ties={"links": ["parent-permit", "parent-insured"]})  # fmt: skip
        self._certificate(browser, reference)
        self._adult(browser, reference, "mother")
        says(browser, reference, "ground", way="parent-insured")
        assert "residence-permit" not in self._documents(browser, reference)
        self._ends(browser, reference)

    def test_with_no_tie_it_says_what_can_be_done(self, browser: Client, born: date) -> None:
        reference = self._begun(
            browser, born, register={"follows": "mother", "register_region": "420100"},
            ties={"links": ["none"]})  # fmt: skip
        page = _page(browser, f"/apply/{reference}/")
        assert "insured at the place of the household register" in page
        assert f"/apply/{reference}/told/" in page

    def test_twins_tell_the_family_once(self, browser: Client, born: date) -> None:
        tells(browser, born=born)
        page = _page(browser, "/plan/")
        switches = dict(re.findall(r'name="([^"]+)" value="([^"]*)" checked', page))
        adjusted = browser.post("/plan/adjust/", {**switches, "children-number": "2"})
        assert adjusted.status_code == 302
        reference = begins(browser)
        says(browser, reference, "child-name", name=CHILD)
        self._certificate(browser, reference)
        self._adult(browser, reference, "mother")
        self._ends(browser, reference)
        assert "Apply for child 2" in _page(browser, f"/apply/{reference}/done/")
        twins = [browser.post(f"/apply/{reference}/next-child/")["Location"] for _ in range(2)]
        assert twins[0] == twins[1]
        second = twins[0].strip("/").split("/")[-1]
        assert second != reference
        says(browser, second, "child-name", name="王二宝")
        self._certificate(browser, second, "R410000002")
        page = _page(browser, f"/apply/{second}/")
        left = re.findall(r'<a href="([^"]+)"[^>]*>[^<]*</a><span class="status todo"', page)
        assert [path.split("/")[4] for path in left] == ["birth-certificate"], "its own paper"
        case = self._ends(browser, second)
        assert draft_of(case).child.name == "王二宝"
        assert "Apply for child" not in _page(browser, f"/apply/{second}/done/")

    def test_a_card_without_a_number_goes_on_with_the_insurance(
        self, browser: Client, born: date
    ) -> None:
        reference = self._begun(browser, born, want="both")
        path = f"/apply/{reference}/question/child-number/"
        page = browser.post(path, {"kind": "birth-certificate",
                                   "number-birth-certificate": "R410000001"})  # fmt: skip
        assert "Continue with the insurance only" in page.content.decode()
        reply = browser.post(f"/apply/{reference}/insurance-alone/")
        alone = Case.objects.get(reference=reply["Location"].strip("/").split("/")[-1])
        assert (alone.wants_enrolment, alone.wants_card) == (True, False)
        assert draft_of(alone).child.name == CHILD, "nothing is asked twice"
        assert Case.objects.get(reference=reference).state == "withdrawn"

    def test_insurance_and_card(self, browser: Client, born: date) -> None:
        reference = self._begun(browser, born, want="both", done={"done": ["birth-registration"]})
        says(browser, reference, "child-number", kind="citizen-id",
             **{"number-citizen-id": citizen_id(born=born)})  # fmt: skip
        self._adult(browser, reference, "mother")
        wrong = browser.post(f"/apply/{reference}/question/delivery/", {"get": "post"})
        assert "Enter the address" in wrong.content.decode()
        says(
            browser, reference, "delivery", get="post", recipient=PARENT, address="郑州市金水区1号"
        )
        page = _page(browser, f"/apply/{reference}/photo/")
        assert "photo is not required" not in page, "Henan asks for it at any age"
        portrait_ = io.BytesIO(encoded(portrait()))
        portrait_.name = "child.jpg"
        reply = browser.post(f"/apply/{reference}/photo/", {"file": portrait_})
        assert reply.status_code == 302, reply.content.decode()
        assert "photo.jpg" in _page(browser, f"/apply/{reference}/photo/")
        picture_ = browser.get(f"/apply/{reference}/photo/photo.jpg")
        assert picture_["Content-Type"] == "image/jpeg"
        self._ends(browser, reference)


def _family_card(client: Client, reference: str) -> str:
    shows_papers(client, reference)
    return _page(client, f"/apply/{reference}/check/")
