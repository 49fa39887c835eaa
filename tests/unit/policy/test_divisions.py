"""Divisions with their history: the shipped table, and the tree's own rules."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstcard.policy.divisions import (
    Divisions,
    DivisionTableError,
    UnknownDivision,
    parse_divisions,
)
from firstcard.policy.region_codes import MUNICIPALITIES, NATION, lies_in, pooling_region

FILE = Path(__file__).parents[3] / "packs" / "cn" / "divisions.csv"
TEXT = FILE.read_text("utf-8")
TREE = parse_divisions(TEXT)
CODES = st.sampled_from(sorted(division.code for division in TREE.current()))


def test_the_shipped_table_has_no_problem():
    assert TREE.problems() == []


def test_the_shipped_table_is_small():
    assert len(TEXT.encode()) < 1_000_000


def test_the_shipped_table_keeps_its_licence_beside_it():
    assert "MIT License" in FILE.with_suffix(".LICENSE").read_text("utf-8")


@pytest.mark.parametrize(
    ("code", "ancestors", "pool"),
    [
        ("410105", ("410100", "410000", NATION), "410100"),
        ("410100", ("410000", NATION), "410100"),
        ("410000", (NATION,), "410000"),
        (NATION, (), NATION),
        ("419001", ("410000", NATION), "419001"),
        ("659001", ("650000", NATION), "659001"),
        ("441900", ("440000", NATION), "441900"),
        ("110105", ("110000", NATION), "110000"),
        ("120101", ("120000", NATION), "120000"),
        ("310115", ("310000", NATION), "310000"),
        ("500229", ("500000", NATION), "500000"),
        ("410199", ("410100", "410000", NATION), "410100"),  # not in the table
    ],
)
def test_where_a_division_lies_and_is_insured(code, ancestors, pool):
    assert TREE.ancestors(code) == ancestors
    assert TREE.chain(code) == (code, *ancestors)
    assert pooling_region(code) == pool


def test_a_code_that_never_was_lies_in_the_known_divisions_of_its_digits():
    assert TREE.ancestors("419999") == ("410000", NATION)


def test_the_municipalities_are_the_provinces_that_are_cities():
    provinces = [each for each in TREE.current() if each.level == "province"]
    cities = {each.code[:2] for each in provinces if each.name_zh.endswith("市")}
    assert set(MUNICIPALITIES) == cities


@given(CODES)
def test_the_pool_of_a_division_is_a_division_that_it_lies_in(code):
    assert pooling_region(code) in TREE.chain(code)


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [
        ("410105", "河南省郑州市金水区", "Jinshui District, Zhengzhou, Henan"),
        ("410122", "河南省郑州市中牟县", "Zhongmu County, Zhengzhou, Henan"),
        ("410104", "河南省郑州市管城回族区", "Guancheng Hui District, Zhengzhou, Henan"),
        ("419001", "河南省济源市", "Jiyuan, Henan"),
        ("110105", "北京市朝阳区", "Chaoyang District, Beijing"),
        ("610100", "陕西省西安市", "Xi'an, Shaanxi"),
        ("230100", "黑龙江省哈尔滨市", "Harbin, Heilongjiang"),
        ("650100", "新疆维吾尔自治区乌鲁木齐市", "Urumqi, Xinjiang"),
        ("150100", "内蒙古自治区呼和浩特市", "Hohhot, Inner Mongolia"),
        ("540100", "西藏自治区拉萨市", "Lhasa, Xizang"),
        ("810000", "香港特别行政区", "Hong Kong"),
        (NATION, "中国", "China"),
    ],
)
def test_full_names(code, zh, en):
    assert (TREE.full_name(code, "zh"), TREE.full_name(code, "en")) == (zh, en)


def test_a_code_stands_for_what_it_stood_for_then():
    assert TREE.get("419001", date(1990, 1, 1)).name_zh == "义马市"
    assert TREE.get("419001", date(2020, 1, 1)).name_zh == "济源市"
    assert TREE.get("419001").name_zh == "济源市"
    assert TREE.get("999999") is None


def test_a_code_that_was_given_up_is_known_for_those_born_under_it():
    old = TREE.get("410511")  # a district of Anyang, given up in the course of 2002
    assert not old.current
    assert TREE.get("410511", date(1990, 1, 1)) == old
    assert TREE.get("410511", date(2020, 1, 1)) is None
    assert TREE.known_from("410511", 1970)
    assert not TREE.known_from("410511", 2015)


@pytest.mark.parametrize("code", ["", "4101", "41010x", "４１０１０５", "4101050"])
def test_what_is_no_code_is_refused(code):
    with pytest.raises(UnknownDivision):
        TREE.ancestors(code)


def test_an_unknown_code_has_no_name():
    with pytest.raises(UnknownDivision, match="999999"):
        TREE.name("999999", "zh")


def test_the_divisions_of_zhengzhou_and_of_the_country():
    def directly_in(code):
        return {each.code for each in TREE.current() if each.parent == code}

    assert len(directly_in("410100")) == 12
    assert len(directly_in(NATION)) == 34
    assert "419001" in directly_in("410000")
    assert directly_in("410105") == set()


@given(CODES)
def test_every_division_lies_in_the_country(code):
    assert TREE.chain(code)[-1] == NATION


@given(CODES, CODES)
def test_the_digits_of_a_code_say_where_the_tree_has_it(one, other):
    assert lies_in(one, other) == (other in TREE.chain(one))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("金水", "410105"),
        ("郑州金水", "410105"),
        ("郑州市金水区", "410105"),
        ("Jinshui, Zhengzhou", "410105"),
        ("zhengzhou", "410100"),
        ("XIAN", "610100"),
        ("Xi’an", "610100"),
        ("Ürümqi", "650100"),
        ("４１０１", "410100"),
        ("410105", "410105"),
        ("shaanxi", "610000"),
        ("济源", "419001"),
    ],
)
def test_search_finds_first(text, first):
    assert TREE.search(text)[0] == first


def test_search_with_nothing_to_find():
    assert TREE.search("") == TREE.search(" , ") == TREE.search("qqqq") == []
    assert TREE.search("郑州", limit=0) == []
    assert len(TREE.search("河南", limit=7)) == 7


@given(CODES, st.sampled_from(["zh", "en"]))
def test_every_division_is_found_by_its_full_name(code, lang):
    assert code in TREE.search(TREE.full_name(code, lang), limit=3)


def test_problems_are_named():
    tree = Divisions.from_rows(
        [
            (NATION, "中国", "China", "", "", ""),
            ("41", "河南省", "Henan", NATION, "", ""),
            ("410100", "郑州市", "Zhengzhou", "410000", "2000", "1990"),
            ("420000", "湖北省", "Hubei", NATION, "", ""),
            ("420000", "湖北", "Hubei", NATION, "1990", ""),
        ]
    )
    assert tree.problems() == [
        "41: a code is six digits",
        "410100: parent '410000' is not in the table",
        "410100: until 1990 is not after from 2000",
        "420000: 湖北省 and 湖北 hold in the same year",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("code,name\n", "line 1: the columns are code,name_zh"),
        ("code,name_zh,name_en,parent,from,until\n1,2\n", "line 2: 6 columns, not 2"),
        ("code,name_zh,name_en,parent,from,until\n1,a,b,c,x,\n", "line 2: from and until"),
    ],
)
def test_a_table_out_of_form_is_refused_with_its_line(text, message):
    with pytest.raises(DivisionTableError, match=message):
        parse_divisions(text)
