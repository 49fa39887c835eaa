"""Search: what people type finds what they mean, in both languages; nonsense finds nothing."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstcard.guidance import search
from firstcard.guidance.search import QueryError, find
from firstcard.guidance.search_words import stem, within
from firstcard.policy.answer_format import Answer
from firstcard.policy.book import RuleBook
from firstcard.policy.format import Text

ZHENGZHOU, NATION = "410100", "000000"
NUMBER = "410105202609011239"


def _found(book: RuleBook, query: str, *, region: str = ZHENGZHOU, limit: int = 10) -> list[str]:
    return [hit.id for hit in find(book=book, query=query, region=region, lang="zh", limit=limit)]


@pytest.mark.parametrize(("query", "wanted"), [
    ("预防接种", "vaccination-certificate"),
    ("接种", "vaccination-certificate"),
    ("出生证", "birth-certificate"),
    ("照片", "card-photo"),
    ("户口簿", "household-register"),
    ("医保关系转移", "insurance-transfer"),
    ("社会保险法", "social-insurance-law"),
    ("vaccination", "vaccination-certificate"),
    ("household registers", "household-register"),
    ("birth certificates", "birth-certificate"),
    ("Social Insurance Law", "social-insurance-law"),
])  # fmt: skip
def test_parts_of_words_and_plurals_find_the_thing(book: RuleBook, query: str,
                                                   wanted: str) -> None:  # fmt: skip
    hits = find(book=book, query=query, region=ZHENGZHOU, lang="zh")
    assert wanted in [hit.id for hit in hits if hit.kind != "answer"][:2]


@pytest.mark.parametrize(("slip", "wanted"), [
    ("vacination", "vaccination-certificate"),  # a letter too few
    ("vaccinnation", "vaccination-certificate"),  # one too many
    ("vaxcination", "vaccination-certificate"),  # a wrong one
    ("vaccniation", "vaccination-certificate"),  # two swapped
    ("enrollment", "enrolment"),
    ("birth certficate", "birth-certificate"),
    ("vaksination", "vaccination-certificate"),  # as it sounds
    ("预防接钟证", "vaccination-certificate"),  # one wrong character
    ("预防揭种证", "vaccination-certificate"),  # one that sounds alike
    ("預防接種證", "vaccination-certificate"),  # traditional
    ("yufangjiezhongzheng", "vaccination-certificate"),  # typed as it sounds
    ("yu fang jie zhong zheng", "vaccination-certificate"),
])  # fmt: skip
def test_a_simple_slip_is_forgiven(book: RuleBook, slip: str, wanted: str) -> None:
    assert _found(book, slip)[0] == wanted


@pytest.mark.parametrize(("slip", "meant"), [
    ("社宝", "社保"), ("射保", "社保"), ("医宝", "医保"), ("激火", "激活"), ("户扣", "户口"),
    ("照偏", "照片"), ("shebao", "社保"), ("yi bao", "医保"), ("JiHuo", "激活"),
    ("社會保險卡", "社会保险卡"), ("新生兒醫保報銷", "新生儿医保报销"), ("怎麼辦理", "怎么办理"),
    ("fotograph", "photograph"), ("nowborn", "newborn"), ("regestration", "registration"),
    ("reimbersment", "reimbursement"),
])  # fmt: skip
def test_a_slip_finds_what_was_meant(book: RuleBook, slip: str, meant: str) -> None:
    assert _found(book, slip)[0] in _found(book, meant)[:3]


@pytest.mark.parametrize("query", [
    "qwertz", "今天天气", "今天天气怎么样", "weather", "jintiantianqi", "banana",
    "asdf ghjk", "88888", "the", "的", "么", "<script>alert(1)</script>", "' OR 1=1 --",
])  # fmt: skip
def test_nonsense_finds_nothing(book: RuleBook, query: str) -> None:
    assert _found(book, query) == []


@pytest.mark.parametrize(("one", "other"), [
    ("ＢＩＲＴＨ　ＣＥＲＴＩＦＩＣＡＴＥ", "birth certificate"),
    ("出生，医学证明？", "出生 医学证明"),
    ("Birth-certificate!", "birth certificate"),
    ("birth\u200b certificate", "birth certificate"),
])  # fmt: skip
def test_width_case_and_signs_do_not_matter(book: RuleBook, one: str, other: str) -> None:
    assert _found(book, one) == _found(book, other) != []


def test_a_title_in_full_stands_first(book: RuleBook) -> None:
    for lang in ("en", "zh"):
        for document in ("enrolment", "card-application", "manual-reimbursement"):
            name = book.head(document, book.chain(ZHENGZHOU)).name
            assert _found(book, getattr(name, lang))[0] == document


def test_more_of_the_query_covered_ranks_higher(book: RuleBook) -> None:
    hits = find(book=book, query="lost card", region=NATION, lang="en")
    assert (hits[0].kind, hits[0].id) == ("answer", "lost-card")
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_only_packs_of_the_region_are_searched(book: RuleBook) -> None:
    local = set(book.packs["cn-41"].laws)
    for law in local:
        title = book.packs["cn-41"].laws[law].title.zh
        assert law in _found(book, title, region=ZHENGZHOU)
        assert law not in _found(book, title, region=NATION)
        assert law not in _found(book, title, region="440300")


def test_a_hit_names_the_most_local_pack_that_speaks_of_it(book: RuleBook) -> None:
    packs = {region: find(book=book, query="城乡居民基本医疗保险参保登记", region=region,
                          lang="zh", limit=1)[0].pack
             for region in (NATION, "410300", ZHENGZHOU)}  # fmt: skip
    assert packs == {NATION: "cn", "410300": "cn-41", ZHENGZHOU: "cn-4101"}


def test_a_law_shows_the_article_that_was_asked_for(book: RuleBook) -> None:
    hits = find(book=book, query="工伤保险费由用人单位缴纳", region=NATION, lang="zh")
    law = next(hit for hit in hits if hit.id == "social-insurance-law")
    assert law.snippet is not None
    assert "工伤保险费由用人单位缴纳" in law.snippet.zh


@pytest.mark.parametrize(("query", "code"), [
    ("", "empty"), ("%_%", "empty"), ("   ", "empty"), ("？！，。", "empty"), ("<>", "empty"),
    ("卡" * 201, "long"), ("lost card " * 200, "long"),
    (NUMBER, "number"),
    ("４１０１０５２０２６０９０１１２３９", "number"),
    ("410105 20260901 1239", "number"),
    ("4101 0520 2609 0112 39", "number"),
    ("410105-20260901-123X", "number"),
    ("410105260901123", "number"),
    ("41010520260901\u200b1239", "number"),
    (f"卡丢了{NUMBER}", "number"),
    ("a " * 1000 + NUMBER, "number"),
    ("13800138000", "number"),
    ("O410123456", "number"),
])  # fmt: skip
def test_what_is_not_searched_for_is_refused_with_words(book: RuleBook, query: str,
                                                        code: str) -> None:  # fmt: skip
    with pytest.raises(QueryError) as refused:
        _found(book, query)
    assert refused.value.code == code
    assert refused.value.text.en
    assert refused.value.text.zh
    assert "4101" not in f"{refused.value} {refused.value.text}"


@pytest.mark.parametrize("query", ["国发〔2024〕38号 出生", "12333 card", "2026-11-09 出生",
                                   "卡" * 200, "card 90 days"])  # fmt: skip
def test_ordinary_numbers_are_no_reason_to_refuse(book: RuleBook, query: str) -> None:
    assert isinstance(_found(book, query), list)


@given(query=st.text(max_size=260), limit=st.integers(0, 12))
def test_any_text_is_searched_or_refused(book: RuleBook, query: str, limit: int) -> None:
    try:
        hits = find(book=book, query=query, region=ZHENGZHOU, lang="en", limit=limit)
    except QueryError:
        return
    assert len(hits) <= limit
    assert all(hit.score > 0 for hit in hits)


@given(
    before=st.text(max_size=40),
    digits=st.text("0123456789", min_size=17, max_size=17),
    last=st.sampled_from("0123456789Xx"),
    sep=st.sampled_from(["", " ", "-", "—", "　", ". "]),
)
def test_no_identity_number_passes(book: RuleBook, before: str, digits: str, last: str,
                                   sep: str) -> None:  # fmt: skip
    with pytest.raises(QueryError) as refused:
        find(book=book, query=before + sep.join(digits + last), region=NATION, lang="zh")
    assert digits[:9] not in str(refused.value)


def test_one_index_serves_a_book(book: RuleBook) -> None:
    assert search.index_of(book) is search.index_of(book)


@pytest.mark.parametrize(("one", "other", "slips"), [
    ("card", "card", 0), ("card", "cards", 1), ("card", "crad", 1), ("card", "cart", 1),
    ("card", "car", 1), ("card", "acdr", 2), ("card", "cat", 2), ("abcd", "badc", 2),
    ("regestrasion", "registration", 2), ("card", "dust", 4),
])  # fmt: skip
def test_slips_are_counted(one: str, other: str, slips: int) -> None:
    for most in range(6):
        assert within(one, other, most) is (most >= slips)
        assert within(other, one, most) is (most >= slips)


@pytest.mark.parametrize(("one", "other"), [
    ("activate", "activation"), ("activating", "activated"), ("babies", "baby"),
    ("enrolling", "enrolled"), ("certificates", "certificate"), ("hospitals", "hospital"),
])  # fmt: skip
def test_forms_of_a_word_are_one(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(("query", "wanted"), [
    ("逾期了怎么办", "late"), ("超过90天了", "late"), ("missed the deadline", "late"),
    ("what if we are late", "late"), ("哪里办卡", "newborn-card"),
    ("Where can I get a social security card for a newborn?", "newborn-card"),
])  # fmt: skip
def test_a_question_leads_to_its_answer_first(book: RuleBook, query: str, wanted: str) -> None:
    first = find(book=book, query=query, region=ZHENGZHOU, lang="zh")[0]
    assert (first.kind, first.id) == ("answer", wanted)


def test_a_sentence_with_gaps_is_no_snippet(book: RuleBook) -> None:
    for query in ("逾期", "card", "社保卡"):
        hits = find(book=book, query=query, region=ZHENGZHOU, lang="zh")
        assert not any("{" in f"{hit.snippet}" for hit in hits)


def _with_answer(book: RuleBook, pack: str, answer: Answer) -> RuleBook:
    local = replace(book.packs[pack], answers={**book.packs[pack].answers, answer.id: answer})
    return replace(book, packs={**book.packs, pack: local})


def test_a_child_pack_may_ask_in_its_own_words(book: RuleBook) -> None:
    own = Answer(id="late", change="overlay", question=Text("Zebra crossing?", "斑马线过期？"))
    local = _with_answer(book, "cn-4101", own)
    hit = find(book=local, query="斑马线", region=ZHENGZHOU, lang="zh")[0]
    assert (hit.id, hit.pack, hit.title.en) == ("late", "cn-4101", "Zebra crossing?")
    assert "late" in _found(local, "missed the deadline")  # what it does not say is inherited
    assert _found(local, "斑马线", region="410300") == []


def test_what_a_child_pack_withdraws_is_not_found_there(book: RuleBook) -> None:
    gone = Answer(id="late", change="withdraw", because=Text("Other rules", "另有规定"))
    local = _with_answer(book, "cn-41", gone)
    assert "late" not in _found(local, "逾期了怎么办", region=ZHENGZHOU)
    assert "late" in _found(local, "逾期了怎么办", region=NATION)
