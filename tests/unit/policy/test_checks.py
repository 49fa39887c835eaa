"""What is wrong with a pack is found when it is read, in one line, and takes no other down."""

from __future__ import annotations

import itertools
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from small_packs import BASIS, CITY, COUNTRY, PROVINCE, Files, problems, small, write

from firstcard.policy.book import RuleBook
from firstcard.policy.loading import load
from firstcard.policy.packs import digest
from firstcard.policy.plan import Plan
from firstcard.policy.planner import make_plan, situation_of
from firstcard.policy.reading import PackError

CARD = COUNTRY["documents/card.yaml"]


def plan(book: RuleBook, region: str = "410100", **more: Any) -> Plan:
    data = {"on": "2026-06-10", "region": region, "child.born_on": "2026-06-05", **more}
    return make_plan(book=book, situation=situation_of(book=book, data=data))


def papers(book: RuleBook, region: str = "410100", **more: Any) -> list[str]:
    (step,) = [s for s in plan(book, region, **more).steps if s.document == "card"]
    return [paper.id for paper in step.needs]


def document(name: str, needs: str = "", head: str = "", more: str = "") -> str:
    """A paper with these needs; `more` are keys of its version."""
    return (f"id: {name}\nkind: paper\nname: {{en: {name}, zh: 件}}\n{head}versions:\n"
            f"  - from: 2020-01-01\n    issued_by: counter\n    basis: {BASIS}\n{more}"
            f"    needs: [{needs}]\n")  # fmt: skip


def need(of: str, when: str = "", id_: str = "") -> str:
    condition = f", when: {{{when}}}" if when else ""
    return f"{{id: {id_ or of}, document: {of}{condition}, basis: {BASIS}}}"


def overlay(name: str, version: str, head: str = "") -> str:
    return f"id: {name}\nchange: overlay\n{head}versions:\n  - from: 2021-01-01\n{version}"


def test_the_small_packs_are_sound(tmp_path: Path) -> None:
    book = small(tmp_path)
    assert problems(book) == []
    assert list(book.packs) == ["cn", "cn-41", "cn-4101"]
    assert papers(book, flag=True) == ["photo", "form"]


class TestDanglingNames:
    @pytest.mark.parametrize(
        ("old", "new", "line", "word", "near"),
        [
            ("document: form", "document: from", 11, 'unknown document "from"', "form"),
            ("issued_by: counter", "issued_by: conter", 8, 'unknown office kind "conter"',
             "counter"),
            ("some-law, article: '1'}]}\n      - {id: form", "some-lw, article: '1'}]}\n"
             "      - {id: form", 10, 'unknown law "some-lw"', "some-law"),
            ("when: {flag: yes}, basis: [{law: some-law, article: '1'}]", "when: {flag: yes}, "
             "basis: [{law: some-law, article: '9'}]", 10, 'no article "9"', "1"),
            ("when: {flag: yes}, basis: [{law: some-law, article: '1'}]", "when: {flag: yes}, "
             "basis: [{local: yes, source: some-pge}]", 10, 'unknown source "some-pge"',
             "some-page"),
            ("when: {flag: yes}, basis: [{law: some-law, article: '1'}]", "when: {flag: yes}, "
             "basis: [{source: some-page}]", 10, "a basis names a law", None),
            ("when: {flag: yes}", "when: {flga: yes}", 10, "unknown fact flga", "flag"),
            ("when: {flag: yes}", "when: {flag: maybe}", 10, "'maybe' is not a value of flag",
             "yes"),
            ("when: {flag: yes}", "when: {chosen.card: bank}", 10, "'bank'", None),
            ("of: birth", "of: brith", 14, '"brith" is neither an event nor a document', "birth"),
            ("days: 10, of", "of", 14, "exactly one of days", "days"),
            ("days: 10, of", "days: 10, months: 1, of", 14, "exactly one of days", "days"),
            ("{least: {days: 1}", "{least: {days: 1, years: 1}", 12, "exactly one unit", "days"),
            ("    takes:", "    then: [crad]\n    takes:", 12, 'unknown document "crad"', "card"),
            ("    takes:", "    same_visit_as: crad\n    takes:", 12, 'unknown document "crad"',
             "card"),
            ("    takes:", "    same_place_as: crad\n    takes:", 12, 'unknown document "crad"',
             "card"),
            ("    takes:", "    coverage: nothing\n    takes:", 12, 'table "nothing"', None),
            ("    takes:", "    fee: {table: nothing}\n    takes:", 12, 'unknown table "nothing"',
             None),
            ("    takes:", "    fee: {unknown: nobody}\n    takes:", 12,
             'unknown office kind "nobody"', None),
            ("    takes:", "    fee: {amount: '1.00', unknown: counter}\n    takes:", 12,
             "a fee is one of", "amount"),
            ("    takes:", "    version_by: nothing\n    takes:", 12, 'unknown fact "nothing"',
             None),
            ("    takes:", "    late: [{id: l, effect: {en: a, zh: b}, then: [crad]}]\n    takes:",
             12, 'unknown document "crad"', "card"),
            ("    takes:", "    late: [{id: l, effect: {en: a, zh: b}, ask: nobody}]\n    takes:",
             12, 'unknown office kind "nobody"', None),
            ("    takes:", "    until: 2019-01-01\n    takes:", 12, "until lies before from", None),
            ("id: form, document: form", "id: photo, document: form", 11, '"photo" stands twice',
             None),
            ("document: form,", "document: form, any_of: [],", 11, "either document or any_of",
             None),
            ("versions:", "where: [child.born_on]\nversions:", 6,
             '"child.born_on" is not a region fact', "child.birth_region"),
            ("versions:", "sources: [{id: c, ref: guide-9, says: {needs: [form]}, standing: wrong, "
             "text: {en: a, zh: b}}]\nversions:", 6, 'unknown source "guide-9"', "some-page"),
            ("versions:", "sources: [{id: c, ref: some-page, says: {needs: [nothing]}, "
             "standing: wrong, text: {en: a, zh: b}}]\nversions:", 6,
             'unknown document "nothing"', None),
            ("kind: paper\n", "", 1, '"kind" is missing', None),
            ("name: {en: Card, zh: 卡}\n", "", 1, '"name" is missing', None),
            ("    issued_by: counter\n", "", 7, "nobody issues it", "ways"),
        ],
    )  # fmt: skip
    def test_it_is_named_with_its_line(
        self, tmp_path: Path, old: str, new: str, line: int, word: str, near: str | None
    ) -> None:
        assert old in CARD
        broken = {"documents/card.yaml": CARD.replace(old, new, 1)}
        with pytest.raises(PackError) as caught:
            small(tmp_path, broken)
        found = [p for p in caught.value.problems if word in p.message]
        assert found, caught.value
        assert found[0].file.endswith("cn/documents/card.yaml")
        assert found[0].line in (line, line - 1), found[0]
        assert near is None or near in found[0].allowed

    @pytest.mark.parametrize(
        ("said", "word", "near"),
        [
            ("want: [crad]", 'unknown document "crad"', "card"),
            ("done: [{document: crad, name: {en: a, zh: b}}]", 'unknown document "crad"', "card"),
            ("goals: [{id: g, name: {en: a, zh: b}, goals: [card, crad]}]",
             'unknown document "crad"', "card"),
            ("switches: [flga]", 'unknown fact with answers to choose from "flga"', "flag"),
            ("switches: [child.born_on]", "unknown fact with answers to choose from", None),
            ("switches: [child.age_days]", "unknown fact with answers to choose from", None),
            ("journey: [{id: j, name: {en: a, zh: b}, ours: no, documents: [crad]}]",
             'unknown document "crad"', "card"),
            ("compare: [{fact: child.born_on}]", "unknown fact with one answer to choose", None),
            ("compare: [{fact: child.school, values: [bnak]}]", 'unknown value "bnak"', None),
            ("compare: [{fact: flag, forget: [child.age_days]}]", "unknown fact that can be told",
             None),
        ],
    )  # fmt: skip
    def test_what_a_pack_offers_must_be_there(
        self, tmp_path: Path, said: str, word: str, near: str | None
    ) -> None:
        city = {"pack.yaml": f"{CITY['pack.yaml']}{said}\n"}
        book = small(tmp_path, city=city)
        found = [p for p in book.problems if word in p.message]
        assert found, book.problems
        assert found[0].line == len(city["pack.yaml"].splitlines())
        assert near is None or near in found[0].allowed

    def test_a_local_list_of_what_is_offered_replaces_its_parents(self, tmp_path: Path) -> None:
        nation = {"pack.yaml": COUNTRY["pack.yaml"] + "switches: [flag]\n"}
        city = {"pack.yaml": CITY["pack.yaml"] + "switches: [groups]\n"}
        book = small(tmp_path, nation, city=city)
        assert book.switches("410000") == ("flag",)
        assert book.switches("410100") == book.switches("410105") == ("groups",)
        assert book.done("410100") == ()

    @pytest.mark.parametrize("strength", ["", "strength: required, "])
    def test_what_is_required_needs_its_own_basis(self, tmp_path: Path, strength: str) -> None:
        text = CARD.replace(f"document: form, basis: {BASIS}", f"{strength}document: form")
        with pytest.raises(PackError, match=r"card\.yaml:11: .*what is required needs a basis"):
            small(tmp_path, {"documents/card.yaml": text})

    @pytest.mark.parametrize("strength", ["if-held", "optional"])
    def test_what_is_not_required_needs_none(self, tmp_path: Path, strength: str) -> None:
        text = CARD.replace(f"document: form, basis: {BASIS}",
                            f"strength: {strength}, document: form")  # fmt: skip
        assert problems(small(tmp_path, {"documents/card.yaml": text})) == []

    def test_a_nested_need_needs_a_basis_too(self, tmp_path: Path) -> None:
        text = CARD.replace("document: form,", "any_of: [{id: a, name: {en: a, zh: b}, needs: "
                            "[{id: n, document: form}]}],")  # fmt: skip
        with pytest.raises(PackError, match="what is required needs a basis"):
            small(tmp_path, {"documents/card.yaml": text})

    def test_an_office_of_an_unknown_kind(self, tmp_path: Path) -> None:
        head = "id,kind,region,name_en,name_zh,address_en,address_zh,hours_en,hours_zh,source\n"
        row = "a,conter,410100,a,b,c,d,e,f,some-page\n"
        book = small(tmp_path, city={"offices.csv": head + row})
        assert any('unknown kind "conter"' in line for line in problems(book))
        assert "cn-4101" not in book.packs

    def test_a_file_that_no_pack_has(self, tmp_path: Path) -> None:
        book = small(tmp_path, city={"documents.yaml": "a: b\n"})
        assert any("documents.yaml:1: no such file in a pack" in line for line in problems(book))

    @pytest.mark.parametrize(
        "name", ["documents/extra.yml", "documents/extra", "tables/a.txt", "cases/more/a.yaml"]
    )
    def test_a_file_that_would_not_be_read(self, tmp_path: Path, name: str) -> None:
        book = small(tmp_path, city={name: "id: extra\n"})
        shown = "/".join(name.split("/")[:2])
        assert any(shown in line and "no such file in a pack" in line for line in problems(book))

    def test_a_document_under_another_name(self, tmp_path: Path) -> None:
        with pytest.raises(PackError, match='the id "card" is not the file\'s name'):
            small(tmp_path, {"documents/cards.yaml": CARD})


def circles(book: RuleBook) -> list[str]:
    return [line for line in problems(book) if "circle" in line]


class TestCircles:
    """The circle of the Henan guide: the certificate to get the certificate."""

    def two(self, there: str = "", back: str = "") -> Files:
        return {"documents/a.yaml": document("a", need("b", there)),
                "documents/b.yaml": document("b", need("a", back))}  # fmt: skip

    def test_two_papers_that_need_each_other(self, tmp_path: Path) -> None:
        with pytest.raises(PackError, match="a circle on 2020-01-01: a → b → a"):
            small(tmp_path, self.two())

    def test_a_paper_that_needs_itself(self, tmp_path: Path) -> None:
        with pytest.raises(PackError, match="a → a"):
            small(tmp_path, {"documents/a.yaml": document("a", need("a"))})

    def test_an_alias_hides_nothing(self, tmp_path: Path) -> None:
        text = COUNTRY["documents/form.yaml"].replace(
            "issued_by: family", f"issued_by: family, needs: [{need('chip')}]"
        )
        with pytest.raises(PackError, match="card → form → card"):
            small(tmp_path, {"documents/form.yaml": text})

    def test_conditions_alone_are_no_excuse(self, tmp_path: Path) -> None:
        with pytest.raises(PackError, match="circle"):
            small(tmp_path, self.two("flag: yes", "child.school: none"))

    @pytest.mark.parametrize(
        ("there", "back"),
        [("child.school: none", "child.school: school"), ("flag: yes", "flag: no")],
    )
    def test_branches_that_exclude_each_other_are(
        self, tmp_path: Path, there: str, back: str
    ) -> None:
        assert problems(small(tmp_path, self.two(there, back))) == []

    @pytest.mark.parametrize(
        ("there", "back"),
        [
            ("groups: orphan", "groups: poor"),  # a child can be both
            ("region: '410100'", "region: '410000'"),  # the one lies in the other
            ("flag: '-'", "flag: yes"),  # anything, and yes
            ("child.school: 'none, school'", "child.school: school"),
            ("child.school: not(none)", "child.school: school"),
            ("child.school: none", "flag: no"),
            ("child.school: none", "child.school: none"),
        ],
    )
    def test_branches_that_can_hold_together_are_not(
        self, tmp_path: Path, there: str, back: str
    ) -> None:
        with pytest.raises(PackError, match="circle"):
            small(tmp_path, self.two(there, back))

    def test_one_excused_edge_does_not_hide_another(self, tmp_path: Path) -> None:
        there = f"{need('b', 'child.school: none')}, {need('b', '', 'again')}"
        files = {"documents/a.yaml": document("a", there),
                 "documents/b.yaml": document("b", need("a", "child.school: school"))}  # fmt: skip
        with pytest.raises(PackError, match="a → b → a"):
            small(tmp_path, files)

    def test_ways_and_alternatives_are_edges(self, tmp_path: Path) -> None:
        way = (f"    ways:\n      - id: w\n        name: {{en: w, zh: 路}}\n"
               f"        needs: [{need('b')}]\n        basis: {BASIS}\n")  # fmt: skip
        either = (f"{{id: e, basis: {BASIS}, any_of: [{{id: x, name: {{en: x, zh: 甲}}, "
                  f"needs: [{need('a')}]}}]}}")  # fmt: skip
        files = {"documents/a.yaml": document("a", more=way),
                 "documents/b.yaml": document("b", either)}  # fmt: skip
        with pytest.raises(PackError, match="a → b → a"):
            small(tmp_path, files)

    def test_ways_that_exclude_each_other_are_excused(self, tmp_path: Path) -> None:
        def way(of: str, when: str) -> str:
            return (f"    ways:\n      - id: w\n        name: {{en: w, zh: 路}}\n        when: {{"
                    f"{when}}}\n        needs: [{need(of)}]\n        basis: {BASIS}\n")  # fmt: skip

        files = {"documents/a.yaml": document("a", more=way("b", "flag: yes")),
                 "documents/b.yaml": document("b", more=way("a", "flag: no"))}  # fmt: skip
        assert problems(small(tmp_path, files)) == []

    def test_what_is_brought_if_held_is_no_edge(self, tmp_path: Path) -> None:
        held = "{id: a, document: a, strength: if-held}"
        files = {"documents/a.yaml": document("a", need("b")),
                 "documents/b.yaml": document("b", held)}  # fmt: skip
        assert problems(small(tmp_path, files)) == []

    def test_a_limit_counted_from_what_needs_it(self, tmp_path: Path) -> None:
        limit = f"    within: [{{id: l, days: 3, of: b, basis: {BASIS}}}]\n"
        files = {"documents/a.yaml": document("a", more=limit),
                 "documents/b.yaml": document("b", need("a"))}  # fmt: skip
        with pytest.raises(PackError, match="circle"):
            small(tmp_path, files)

    def test_a_visit_together_with_what_needs_it(self, tmp_path: Path) -> None:
        files = {"documents/a.yaml": document("a", more="    same_visit_as: b\n"),
                 "documents/b.yaml": document("b", need("a"))}  # fmt: skip
        with pytest.raises(PackError, match="circle"):
            small(tmp_path, files)

    def test_a_local_rule_of_later_closes_a_circle_there_and_then(self, tmp_path: Path) -> None:
        """From 2027 the city wants the child's register for a late birth certificate."""
        register = document("register", need("certificate"))
        certificate = document("certificate")
        late = ("id: certificate\nchange: overlay\nversions:\n  - from: 2027-01-01\n    needs: ["
                f"{need('register', 'child.age_days: ' + repr('> 30'))}]\n")  # fmt: skip
        files = {"documents/register.yaml": register, "documents/certificate.yaml": certificate}
        book = small(tmp_path, files, city={"documents/certificate.yaml": late})
        (line,) = circles(book)
        assert "cn-4101/documents/certificate.yaml" in line
        assert "2027-01-01" in line
        assert "certificate → register → certificate" in line
        assert list(book.packs) == ["cn", "cn-41"]

    def test_a_circle_that_has_ended_is_still_one(self, tmp_path: Path) -> None:
        ended = document("b", need("a")).replace("    needs", "    until: 2021-01-01\n    needs")
        files = {"documents/a.yaml": document("a", need("b")), "documents/b.yaml": ended}
        with pytest.raises(PackError, match="circle"):
            small(tmp_path, files)

    def test_versions_that_never_meet_make_none(self, tmp_path: Path) -> None:
        ended = document("b", need("a")).replace("    needs", "    until: 2021-01-01\n    needs")
        begun = document("a", need("b")).replace("2020-01-01", "2021-01-01", 1)
        files = {"documents/a.yaml": begun, "documents/b.yaml": ended}
        assert problems(small(tmp_path, files)) == []


def table(
    hit: str, rows: str, inputs: str = "{name: groups, fact: groups}", names: str = "groups"
) -> Files:
    head = (f"id: fees\ntitle: {{en: Fees, zh: 费}}\nhit: {hit}\ninputs: [{inputs}]\n"
            "outputs: [{name: amount, type: money}]\n")  # fmt: skip
    return {"tables/fees.yaml": head,
            "tables/fees.csv": f"{names},amount,from,until,basis,source,ask\n{rows}"}  # fmt: skip


def amount(book: RuleBook, **facts: Any) -> str | None:
    found = book.table("fees", ("cn",))
    assert found is not None
    hit = found.decide(facts, date(2026, 6, 1))
    return hit.outputs["amount"] if hit else None


class TestTables:
    LAW = ",,,some-law:1,,\n"
    NONE = '"not(orphan, poor, sick)",40.00' + LAW

    def test_one_row_for_each_combination(self, tmp_path: Path) -> None:
        rows = self.NONE + '"orphan, poor, sick",0.00' + self.LAW
        book = small(tmp_path, table("U", rows))
        assert problems(book) == []

    @pytest.mark.parametrize("hit", ["U", "F", "C+", "C<"])
    def test_a_gap_is_named(self, tmp_path: Path, hit: str) -> None:
        with pytest.raises(PackError, match=r"fees\.csv:1: gap: no row for groups=sick"):
            small(tmp_path, table(hit, self.NONE + '"orphan, poor",0.00' + self.LAW))

    @pytest.mark.parametrize("hit", ["U", "F", "C+", "C<"])
    def test_a_gap_of_two_groups_at_once(self, tmp_path: Path, hit: str) -> None:
        rows = "not(orphan),1.00" + self.LAW + "not(poor),1.00" + self.LAW
        with pytest.raises(PackError, match=r"gap: no row for groups=orphan\+poor"):
            small(tmp_path, table("F" if hit == "U" else hit, rows))

    def test_an_overlap_where_one_row_is_meant(self, tmp_path: Path) -> None:
        rows = self.NONE + '"orphan, poor, sick",0.00' + self.LAW + "orphan,5.00" + self.LAW
        with pytest.raises(PackError, match=r"fees\.csv:4: overlap with line 3 for groups=orphan"):
            small(tmp_path, table("U", rows))

    def test_an_overlap_of_two_groups_at_once(self, tmp_path: Path) -> None:
        rows = self.NONE + "orphan,0.00" + self.LAW + '"poor, sick",5.00' + self.LAW
        with pytest.raises(PackError, match=r"overlap with line 3 for groups=orphan\+poor"):
            small(tmp_path, table("U", rows))

    @pytest.mark.parametrize(("hit", "expected"), [("F", "0.00"), ("C<", "0.00"), ("C+", "25.00")])
    def test_an_overlap_where_several_rows_are_meant(
        self, tmp_path: Path, hit: str, expected: str
    ) -> None:
        from firstcard.policy.conditions import SetValue

        rows = self.NONE + "orphan,0.00" + self.LAW + '"poor, sick",25.00' + self.LAW
        book = small(tmp_path, table(hit, rows))
        assert problems(book) == []
        both = SetValue(frozenset({"orphan", "poor"}), frozenset({"sick"}))
        assert amount(book, groups=both) == expected

    def test_numbers_are_tried_on_each_side_of_every_limit(self, tmp_path: Path) -> None:
        age = "{name: age, fact: child.age_days}"
        good = "< 90,1.00" + self.LAW + ">= 90,2.00" + self.LAW
        assert problems(small(tmp_path / "a", table("U", good, age, "age"))) == []
        for name, rows, word in (
            ("b", "< 90,1.00" + self.LAW + "> 90,2.00" + self.LAW, "gap: no row for age=90 "),
            ("c", "<= 90,1.00" + self.LAW + ">= 90,2.00" + self.LAW, "for age=90 "),
        ):  # fmt: skip
            with pytest.raises(PackError, match=word):
                small(tmp_path / name, table("U", rows, age, "age"))

    def test_time_is_an_input_too(self, tmp_path: Path) -> None:
        flag = "{name: flag, fact: flag}"
        rows = "-,1.00,,2026-01-01,some-law:1,,\n-,2.00,2026-03-01,,some-law:1,,\n"
        with pytest.raises(PackError, match="gap: no row for flag=yes on 2026-01-01"):
            small(tmp_path / "a", table("U", rows, flag, "flag"))
        rows = "-,1.00,,2026-04-01,some-law:1,,\n-,2.00,2026-03-01,,some-law:1,,\n"
        with pytest.raises(PackError, match=r"overlap .* on 2026-03-01"):
            small(tmp_path / "b", table("U", rows, flag, "flag"))

    @pytest.mark.parametrize(
        ("rows", "word"),
        [
            ("rich,1.00,,,some-law:1,,\n", "'rich' is not a value of groups"),
            ("-,1,,,some-law:1,,\n", '"1" is not allowed here'),
            ("-,free,,,some-law:1,,\n", '"free" is not allowed here'),
            ("-,1.00,1.1.2026,,some-law:1,,\n", "not a date"),
            ("-,1.00,,,some-law:9,,\n", 'no article "9"'),
            ("-,1.00,,,other-law:1,,\n", 'unknown law "other-law"'),
            ("-,1.00,,,,nowhere,\n", 'unknown source "nowhere"'),
            ("-,1.00,,,some-law:1,,,,,\n", "more cells than the header"),
            ("-\n", "fewer cells than the header"),
            ("-,1.00,,,,,\n", "the row has no basis"),
        ],
    )
    def test_a_wrong_cell(self, tmp_path: Path, rows: str, word: str) -> None:
        with pytest.raises(PackError, match=word) as caught:
            small(tmp_path, table("F", rows))
        assert any(p.line == 2 and p.file.endswith("fees.csv") for p in caught.value.problems)

    def test_a_missing_or_unknown_column(self, tmp_path: Path) -> None:
        with pytest.raises(PackError, match="groups: the column is missing"):
            small(tmp_path / "a", table("F", "-,1.00,,,some-law:1,,\n", names="group"))

    def test_no_rows_at_all(self, tmp_path: Path) -> None:
        files = table("F", "")
        del files["tables/fees.csv"]
        with pytest.raises(PackError, match="the table's rows are missing"):
            small(tmp_path / "a", files)
        with pytest.raises(PackError):
            small(tmp_path / "b", table("F", ""))

    def test_an_unknown_amount_names_whom_to_ask(self, tmp_path: Path) -> None:
        book = small(tmp_path, table("F", "-,unknown,,,some-law:1,,counter\n"))
        assert problems(book) == []
        with pytest.raises(PackError, match='unknown office kind "nobody"'):
            small(tmp_path / "b", table("F", "-,unknown,,,some-law:1,,nobody\n"))


class TestInheritance:
    def test_an_item_is_replaced_whole(self, tmp_path: Path) -> None:
        """The photo at any age: nothing of the inherited item's condition survives."""
        city = overlay("card", f"    needs: [{need('photo')}]\n")
        book = small(tmp_path, city={"documents/card.yaml": city})
        assert problems(book) == []
        assert papers(book, flag=False) == ["photo", "form"]
        assert papers(book, "410200", flag=False) == ["form"]
        assert papers(book, "420100", flag=False) == ["form"]

    def test_keys_are_replaced_and_the_rest_is_inherited(self, tmp_path: Path) -> None:
        takes = f"    takes: [{{least: {{days: 2}}, most: {{days: 3}}, basis: {BASIS}}}]\n"
        city = overlay("card", takes)
        book = small(tmp_path, city={"documents/card.yaml": city})
        rule = book.rule("card", ("cn", "cn-41", "cn-4101"), date(2026, 1, 1))
        assert rule is not None
        assert rule.takes[0].most.days == 3  # type: ignore[index,union-attr]
        assert rule.issued_by == "counter"
        assert [n.id for n in rule.needs] == ["photo", "form"]
        early = book.rule("card", ("cn", "cn-41", "cn-4101"), date(2020, 6, 1))
        assert early is not None
        assert early.takes[0].most.days == 5  # type: ignore[index,union-attr]

    def test_an_item_is_dropped_with_a_reason(self, tmp_path: Path) -> None:
        drop = "    drop: [{part: needs, id: form, because: {en: no, zh: 否}}]\n"
        book = small(tmp_path, city={"documents/card.yaml": overlay("card", drop)})
        assert problems(book) == []
        assert papers(book, flag=True) == ["photo"]
        silent = drop.replace(", because: {en: no, zh: 否}", "")
        book = small(tmp_path / "b", city={"documents/card.yaml": overlay("card", silent)})
        assert any('"because" is missing' in line for line in problems(book))

    def test_what_is_dropped_must_be_there(self, tmp_path: Path) -> None:
        drop = "    drop: [{part: needs, id: forms, because: {en: no, zh: 否}}]\n"
        book = small(tmp_path, city={"documents/card.yaml": overlay("card", drop)})
        assert any("forms" in line and "drop" in line for line in problems(book))

    def test_a_document_is_added(self, tmp_path: Path) -> None:
        added = document("stamp", head="change: add\n")
        city = {"documents/stamp.yaml": added,
                "documents/card.yaml": overlay("card", f"    needs: [{need('stamp')}]\n"),
                }  # fmt: skip
        book = small(tmp_path, city=city)
        assert problems(book) == []
        assert papers(book) == ["photo", "form", "stamp"]
        assert papers(book, "410200") == ["photo", "form"]

    def test_a_document_is_withdrawn(self, tmp_path: Path) -> None:
        withdrawn = "id: photo\nchange: withdraw\nbecause: {en: no longer, zh: 不再需要}\n"
        book = small(tmp_path, city={"documents/photo.yaml": withdrawn})
        assert problems(book) == []
        assert "photo" not in {step.document for step in plan(book, flag=True).steps}
        assert papers(book, flag=True) == ["form"]
        assert papers(book, "410200", flag=True) == ["photo", "form"]

    def test_a_document_is_replaced_with_nothing_left_of_it(self, tmp_path: Path) -> None:
        text = document("card", need("photo"), "change: replace\nbecause: {en: new, zh: 新}\n")
        book = small(tmp_path, city={"documents/card.yaml": text})
        assert problems(book) == []
        assert papers(book, flag=False) == ["photo"]
        (step,) = [s for s in plan(book, flag=False).steps if s.document == "card"]
        assert step.due is None

    @pytest.mark.parametrize(
        ("text", "word"),
        [
            (document("card"), "a parent pack has this document"),
            (document("card", head="change: add\n"), "a parent pack has this document"),
            ("id: nothing\nchange: overlay\n", "no parent pack has this document"),
            ("id: card\nchange: withdraw\n", "needs a reason"),
            (document("card", head="change: replace\n"), "needs a reason"),
        ],
    )
    def test_a_child_says_what_it_changes(self, tmp_path: Path, text: str, word: str) -> None:
        name = text.split("\n")[0].removeprefix("id: ")
        book = small(tmp_path, city={f"documents/{name}.yaml": text})
        assert any(word in line for line in problems(book))
        assert list(book.packs) == ["cn", "cn-41"]

    def test_a_newer_rule_above_an_older_overlay_warns(self, tmp_path: Path) -> None:
        newer = CARD + f"  - from: 2025-01-01\n    issued_by: counter\n    basis: {BASIS}\n"
        old = overlay("card", f"    needs: [{need('photo')}]\n")
        book = small(tmp_path, {"documents/card.yaml": newer}, city={"documents/card.yaml": old})
        (warning,) = book.problems
        assert warning.warning
        assert "cn changed this on 2025-01-01" in warning.message
        assert "cn-4101" in book.packs
        seen = old.replace("2021-01-01\n", "2021-01-01\n    reviewed_on: 2025-02-01\n")
        book = small(tmp_path / "b", {"documents/card.yaml": newer},
                     city={"documents/card.yaml": seen})  # fmt: skip
        assert problems(book) == []


class TestBrokenPacks:
    BROKEN = CITY["pack.yaml"] + "colour: red\n"

    def test_a_broken_city_leaves_nation_and_province(self, tmp_path: Path) -> None:
        book = small(tmp_path, city={"pack.yaml": self.BROKEN})
        assert list(book.packs) == ["cn", "cn-41"]
        (problem,) = book.problems
        assert problem.pack == "cn-4101"
        assert (problem.line, problem.key) == (7, "colour")
        assert plan(book).pack.id == "cn-41"

    def test_a_broken_province_takes_its_cities_along_and_says_so(self, tmp_path: Path) -> None:
        book = small(tmp_path, province={"pack.yaml": PROVINCE["pack.yaml"] + "colour: red\n"})
        assert list(book.packs) == ["cn"]
        assert {problem.pack for problem in book.problems} == {"cn-41", "cn-4101"}

    def test_a_parent_that_is_not_there(self, tmp_path: Path) -> None:
        text = CITY["pack.yaml"].replace("parent: cn-41", "parent: cn-42")
        book = small(tmp_path, city={"pack.yaml": text})
        assert list(book.packs) == ["cn", "cn-41"]
        (problem,) = book.problems
        assert problem.pack == "cn-4101"
        assert (problem.line, problem.key) == (3, "parent")
        assert "cn-41" in problem.allowed

    def test_packs_that_are_each_others_parent(self, tmp_path: Path) -> None:
        text = PROVINCE["pack.yaml"].replace("parent: cn", "parent: cn-4101")
        book = small(tmp_path, province={"pack.yaml": text})
        assert list(book.packs) == ["cn"]
        assert {problem.pack for problem in book.problems} == {"cn-41", "cn-4101"}

    def test_a_region_outside_the_parents(self, tmp_path: Path) -> None:
        text = CITY["pack.yaml"].replace('"410100"', '"420100"')
        book = small(tmp_path, city={"pack.yaml": text})
        assert any("420100 does not lie in 410000" in line for line in problems(book))
        assert "cn-4101" not in book.packs

    def test_two_packs_for_one_region(self, tmp_path: Path) -> None:
        root = write(tmp_path, {"cn": COUNTRY, "cn-41": PROVINCE, "cn-41-old": {
            "pack.yaml": PROVINCE["pack.yaml"].replace("id: cn-41", "id: cn-41-old")}})  # fmt: skip
        book = load(root=root)
        assert list(book.packs) == ["cn", "cn-41"]
        (problem,) = book.problems
        assert problem.pack == "cn-41-old"
        assert "410000" in problem.message

    def test_a_folder_under_another_name(self, tmp_path: Path) -> None:
        book = load(root=write(tmp_path, {"cn": COUNTRY, "elsewhere": PROVINCE}))
        assert list(book.packs) == ["cn"]
        assert any("is not the folder's name" in line for line in problems(book))

    def test_no_packs_at_all(self, tmp_path: Path) -> None:
        for root in (tmp_path, tmp_path / "nowhere"):
            with pytest.raises(PackError, match="no pack here"):
                load(root=root)

    def test_no_national_pack(self, tmp_path: Path) -> None:
        with pytest.raises(PackError):
            load(root=write(tmp_path, {"cn-41": {**PROVINCE}}))

    def test_a_broken_nation_without_a_last_good_one(self, tmp_path: Path) -> None:
        with pytest.raises(PackError, match=r"pack\.yaml:7: colour: unknown key"):
            small(tmp_path, {"pack.yaml": COUNTRY["pack.yaml"] + "colour: red\n"})

    @pytest.mark.parametrize(
        "broken",
        [{"pack.yaml": COUNTRY["pack.yaml"] + "colour: red\n"},
         {"documents/card.yaml": CARD.replace("document: form", "document: from")},
         {"documents/card.yaml": document("card", need("card"))},
         {"facts.yaml": "facts: 5\n"}],
    )  # fmt: skip
    def test_the_last_good_one_serves(self, tmp_path: Path, broken: Files) -> None:
        good = write(tmp_path / "good", {"cn": COUNTRY}) / "cn"
        root = write(tmp_path / "now", {"cn": {**COUNTRY, **broken}, "cn-41": PROVINCE})
        book = load(root=root, last_good=lambda pack: good if pack == "cn" else None)
        assert list(book.packs) == ["cn", "cn-41"]
        assert book.packs["cn"].folder == good
        assert {problem.pack for problem in book.problems} == {"cn"}
        assert papers(book, flag=True) == ["photo", "form"]

    @pytest.mark.parametrize(
        "broken",
        [
            {"pack.yaml": CITY["pack.yaml"] + "colour: red\n"},
            {"documents/nothing.yaml": "id: nothing\nchange: overlay\n"},
        ],
    )
    def test_a_last_good_one_that_is_broken_itself_is_left_out(
        self, tmp_path: Path, broken: Files
    ) -> None:
        good = write(tmp_path / "good", {"cn-4101": {**CITY, **broken}}) / "cn-4101"
        packs = {"cn": COUNTRY, "cn-41": PROVINCE, "cn-4101": {**CITY, **broken}}
        book = load(root=write(tmp_path / "now", packs),
                    last_good=lambda pack: good if pack == "cn-4101" else None)  # fmt: skip
        assert list(book.packs) == ["cn", "cn-41"]
        assert book.problems

    def test_a_last_good_one_that_is_gone_is_left_out(self, tmp_path: Path) -> None:
        packs = {"cn": COUNTRY, "cn-41": {"pack.yaml": PROVINCE["pack.yaml"] + "colour: red\n"}}
        book = load(root=write(tmp_path, packs), last_good=lambda pack: tmp_path / "gone")
        assert list(book.packs) == ["cn"]


class TestOrderAndDigest:
    def test_the_order_in_which_files_were_made_changes_nothing(self, tmp_path: Path) -> None:
        city = {**CITY, "documents/card.yaml": overlay("card", f"    needs: [{need('photo')}]\n")}
        packs = {"cn": COUNTRY, "cn-41": PROVINCE, "cn-4101": city}
        plans, digests = set(), set()
        for number, order in enumerate(itertools.permutations(packs)):
            turned = {name: dict(reversed(packs[name].items())) if number % 2 else packs[name]
                      for name in order}  # fmt: skip
            book = load(root=write(tmp_path / str(number), turned))
            assert problems(book) == []
            digests.add((book.digest, *(pack.digest for pack in book.packs.values())))
            plans.add(repr(plan(book, flag=True)))
        assert len(digests) == len(plans) == 1

    def test_line_ends_do_not_count(self, tmp_path: Path) -> None:
        unix = write(tmp_path / "a", {"cn": COUNTRY}) / "cn"
        dos = {name: text.replace("\n", "\r\n") for name, text in COUNTRY.items()}
        windows = write(tmp_path / "b", {"cn": dos}) / "cn"
        assert digest(unix) == digest(windows)
        assert repr(plan(load(root=unix.parent))) == repr(plan(load(root=windows.parent)))

    def test_anything_else_counts(self, tmp_path: Path) -> None:
        changes: list[Files] = [
            {}, {"pack.yaml": COUNTRY["pack.yaml"].replace('"1"', '"2"')},
            {"documents/card.yaml": CARD + "# a remark\n"}, {"README.md": "words\n"},
        ]  # fmt: skip
        found = {digest(write(tmp_path / str(n), {"cn": {**COUNTRY, **change}}) / "cn")
                 for n, change in enumerate(changes)}  # fmt: skip
        assert len(found) == len(changes)

    def test_hidden_files_do_not_count(self, tmp_path: Path) -> None:
        folder = write(tmp_path / "a", {"cn": COUNTRY}) / "cn"
        before = digest(folder)
        (folder / ".DS_Store").write_bytes(b"\0")
        assert digest(folder) == before
        assert problems(load(root=folder.parent)) == []
