"""The answers of the packs: a stranger's words find them, and they say what the law says.

The questions below are asked as people type them, not as the packs write them. The values are
reckoned from the laws and notices named beside them, not copied from what the program prints.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from firstcard.guidance.search import find
from firstcard.guidance.text import Lang
from firstcard.policy.answer_checks import sentences
from firstcard.policy.answers import Answered, all_answers, answer_for, heads
from firstcard.policy.loading import load

BOOK = load(root=Path(__file__).resolve().parents[2] / "packs")
ON = date(2026, 11, 23)
NATION, HENAN, ZHENGZHOU, KAIFENG, WUHAN = "000000", "410000", "410100", "410200", "420100"
PLACES = [NATION, HENAN, ZHENGZHOU, KAIFENG, WUHAN]
KNOWN = heads(book=BOOK, region=NATION)

CHINESE = [
    ("刚生完孩子，社保卡到哪儿去办啊", "newborn-card"),
    ("我家小宝刚出生要办社保卡 去哪", "newborn-card"),
    ("孩子户口不在郑州，能在郑州上医保吗", "register-elsewhere"),
    ("外地人的小孩医保怎么上", "register-elsewhere"),
    ("我们住河南，新生儿这些手续怎么走", "henan"),
    ("小孩的社保卡应该去哪个地方申请", "child-card"),
    ("通知我去拿卡了，要带啥", "collect"),
    ("领孩子社保卡需要什么证件", "collect"),
    ("小宝宝出生后怎么参保", "enrol"),
    ("怎么给刚出生的娃上医保", "enrol"),
    ("已经过了90天还能给孩子参保吗", "late"),
    ("医保逾期没办有什么后果", "late"),
    ("没领结婚证，孩子怎么上户口", "unmarried"),
    ("我和孩子爸没结婚，娃的医保怎么办", "unmarried"),
    ("孩子父亲不明怎么办出生证和户口", "father-not-stated"),
    ("出生证明上可以不写爸爸吗", "father-not-stated"),
    ("夫妻俩都没有社保，宝宝可以参加医保吗", "uninsured-parents"),
    ("我自己没交医保，会不会影响小孩", "uninsured-parents"),
    ("不办社保卡能不能享受医保", "card-needed"),
    ("卡还没到手，宝宝能看病报销吗", "card-needed"),
    ("给小孩开通医保电子凭证", "e-certificate"),
    ("怎样用手机激活娃娃的医保码", "e-certificate"),
    ("我们搬到别的城市了，孩子医保要转吗", "moved"),
    ("不小心在两个城市都给孩子交了医保", "moved"),
    ("新生儿医保一年要交多少", "cost"),
    ("办社保卡要不要钱", "cost"),
    ("12月份出生的娃，今年明年都要交吗", "two-years"),
    ("11月生的孩子医保是不是要交两年", "two-years"),
    ("我医保卡余额可以给小孩缴费吗", "mutual-aid"),
    ("家庭共济账户给娃付医药费", "mutual-aid"),
    ("是不是出生三十天内一定要办社保卡", "thirty-days"),
    ("新公司要在多少天内办社会保险登记", "thirty-days"),
    ("宝宝照片用白底还是蓝底", "photo"),
    ("小婴儿的社保卡照片怎么照", "photo"),
    ("申请以后多少天能拿到社保卡", "how-long"),
    ("社保卡办了一个月还没好", "how-long"),
    ("做好的社保卡半年没去取怎么办", "card-not-collected"),
    ("小学生第一次办社保卡需要学生证明吗", "student-card"),
    ("孩子已经5岁了还没办过社保卡", "student-card"),
    ("新社保卡怎么启用", "activate"),
    ("娃的社保卡在哪里开通激活", "activate"),
    ("忘记医保卡的密码了", "passwords"),
    ("社保卡的密码锁住了咋办", "passwords"),
    ("是不是一定要去邮政银行给宝宝开户", "bank-account"),
    ("孩子的社保卡丢了去哪补", "lost-card"),
    ("医保卡不见了怎么挂失", "lost-card"),
    ("卡被孩子弄断了能换新的吗", "damaged-card"),
    ("社保卡过期了怎么换", "damaged-card"),
    ("小朋友的电子社保卡在手机上怎么申请", "electronic-card"),
    ("哪些医院是宝宝医保的定点", "which-hospital"),
    ("小孩住院医保能报百分之多少", "paid-back"),
    ("新生儿住院报销的比例是多少", "paid-back"),
    ("出院时自己先垫付了，回来怎么报", "already-paid"),
    ("没有直接结算的住院费怎么报销", "already-paid"),
    ("带孩子到外省看病医保怎么用", "other-city"),
    ("去上海看病要先备案吗", "other-city"),
    ("路边捡到一个婴儿", "foundling"),
    ("领养了一个女儿，户口医保怎么弄", "adoption"),
    ("双胞胎的社保卡是一人一张吗", "twins"),
    ("在日本出生的孩子回来怎么上户口", "born-abroad"),
    ("香港宝宝能在内地参加医保吗", "foreign-child"),
    ("我是外国人，孩子能上中国医保吗", "foreign-child"),
    ("外婆可以替我去领孩子的卡吗", "grandmother"),
    ("我没时间，让孩子爷爷去办行不行", "grandmother"),
    ("出生证明弄丢了", "birth-certificate"),
    ("去哪里开宝宝的出生医学证明", "birth-certificate"),
    ("在家里接生，没有出生证", "birth-outside"),
    ("小孩户口怎么上，跟妈妈还是跟爸爸", "register-birth"),
    ("新生儿落户要去哪个派出所", "register-birth"),
    ("落户要不要计划生育服务证", "marriage-certificate"),
    ("出生一件事联办怎么弄", "one-application"),
    ("办这些手续都需要带什么证件材料", "papers"),
    ("能不能在网上给宝宝办", "online"),
    ("遇到问题可以打什么电话", "whom-to-ask"),
    ("到底是社保局管还是医保局管", "whom-to-ask"),
    # Slips of input methods, traditional characters, and Chinese in Latin letters.
    ("社宝卡丢了", "lost-card"),
    ("医宝卡挂实", "lost-card"),
    ("射保卡怎么激火", "activate"),
    ("社保卡蜜码忘了", "passwords"),
    ("新生儿落护", "register-birth"),
    ("出声证明弄丢了", "birth-certificate"),
    ("宝宝照偏要白底吗", "photo"),
    ("孩子社會保障卡遺失", "lost-card"),
    ("雙胞胎要辦幾張卡", "twins"),
    ("shebaoka jihuo", "activate"),
    ("haizi shebaoka diule", "lost-card"),
]
ENGLISH = [
    ("where do i go for my newborn's social security card", "newborn-card"),
    ("baby just born, which place gives the card", "newborn-card"),
    ("our household registration is in another province, can the baby be insured", "register-elsewhere"),  # noqa: E501
    ("hukou elsewere how do we insure baby", "register-elsewhere"),
    ("how does this work if we live in Henan", "henan"),
    ("where can my child's card be applied for", "child-card"),
    ("how do I pick up my daughter's card", "collect"),
    ("what to bring when collecting the card", "collect"),
    ("how can I insure my newborn", "enrol"),
    ("enroling a baby in the health insurance", "enrol"),
    ("we missed the 90 days, what now", "late"),
    ("we forgot to register the baby in time", "late"),
    ("mother and father not married", "unmarried"),
    ("unmarried couple hukou for baby", "unmarried"),
    ("I don't know who the father is", "father-not-stated"),
    ("can the child be insured if both parents are uninsured", "uninsured-parents"),
    ("can we see a doctor if there is no card yet", "card-needed"),
    ("get the e-certificate for my son", "e-certificate"),
    ("we moved away, what happens to the child's insurance", "moved"),
    ("child is insured twice", "moved"),
    ("how much is the insurance premium for a child", "cost"),
    ("what is the price of the card", "cost"),
    ("baby born in december, pay two years?", "two-years"),
    ("pay the premium from mother's personal account", "mutual-aid"),
    ("is there a 30 day limit after birth for the card", "thirty-days"),
    ("duties of an employer, social insurance registration", "thirty-days"),
    ("what size is the photo and which background", "photo"),
    ("does an infant need a picture for the card", "photo"),
    ("how many days until we get the card", "how-long"),
    ("I never picked up the card, is it still valid", "card-not-collected"),
    ("my kid goes to school and never had a card", "student-card"),
    ("where can the card be activated", "activate"),
    ("card pasword forgotten", "passwords"),
    ("must I open a bank account for my baby", "bank-account"),
    ("I have lost the card of my child", "lost-card"),
    ("lsot card", "lost-card"),
    ("chip of the card is broken", "damaged-card"),
    ("electronic social security card for children", "electronic-card"),
    ("which hospitals are designated", "which-hospital"),
    ("what percentage is reimbursed", "paid-back"),
    ("I paid the hospital bill myself, can I get it back", "already-paid"),
    ("seeing a doctor in a different city", "other-city"),
    ("somebody left a baby at our door", "foundling"),
    ("insurance for our adopted daughter", "adoption"),
    ("do both twins need a card", "twins"),
    ("our baby was born in Japan", "born-abroad"),
    ("can a foreign baby be insured in China", "foreign-child"),
    ("can grandma collect the card instead of me", "grandmother"),
    ("we lost the birth certificate", "birth-certificate"),
    ("baby was born at home, no certificate", "birth-outside"),
    ("which household register does the child join, mother or father", "register-birth"),
    ("do I need a family planning paper", "marriage-certificate"),
    ("one application for everything", "one-application"),
    ("what papers must I bring along", "papers"),
    ("can I do it online with my phone", "online"),
    ("which phone number can I call for help", "whom-to-ask"),
    ("fotograph of the baby", "photo"),
    ("social securty card for a nowborn", "newborn-card"),
    ("forgoten passwort of the card", "passwords"),
    ("reimbersment percentige", "paid-back"),
    ("lost birth sertifikate", "birth-certificate"),
    ("card aktivation", "activate"),
]  # fmt: skip
STRANGERS: list[tuple[str, Lang, str]] = [
    *((query, "zh", wanted) for query, wanted in CHINESE),
    *((query, "en", wanted) for query, wanted in ENGLISH),
]
# The five guides' own titles, and the questions that families make of them.
GUIDES: list[tuple[str, Lang, str]] = [
    ("Where can I get a social security card for newborns?", "en", "newborn-card"),
    ("Where can I get a social security card for a newborn?", "en", "newborn-card"),
    ("新生儿社保卡在哪里办？", "zh", "newborn-card"),
    ("How to handle the medical insurance card for newborns in different places?", "en", "register-elsewhere"),  # noqa: E501
    ("How do we do this when our household register is elsewhere?", "en", "register-elsewhere"),
    ("异地新生儿医保卡怎么办理？", "zh", "register-elsewhere"),
    ("Processing flow of neonatal medical insurance card in Henan Province", "en", "henan"),
    ("How does it work in Henan?", "en", "henan"),
    ("河南省新生儿医保卡办理流程", "zh", "henan"),
    ("Where can I get my child's social security card?", "en", "child-card"),
    ("Where can I get my child's card?", "en", "child-card"),
    ("孩子的社保卡去哪里领？", "zh", "child-card"),
    ("How to get a child's social security card?", "en", "collect"),
    ("How do I collect it?", "en", "collect"),
    ("儿童社保卡怎么领取？", "zh", "collect"),
]  # fmt: skip

FATHER: dict[str, Any] = {
    "child": {"born_on": "2026-11-01", "birthplace": "institution", "birth_region": ZHENGZHOU,
              "follows": "father"},
    "parents": {"married": False, "mother": {"known": True},
                "father": {"known": True, "household_region": "610100"}},
    "guardian": "parent",
}  # fmt: skip
# What no source carries here. A pack that learns one of these takes it off this list.
UNKNOWN = {
    NATION: {"card-not-collected", "cost", "how-long", "one-application", "paid-back",
             "passwords"},
    HENAN: {"card-not-collected", "cost", "how-long", "one-application", "paid-back"},
    ZHENGZHOU: {"card-not-collected", "one-application", "paid-back", "two-years"},
}  # fmt: skip


def hits(query: str, lang: Lang, region: str) -> list[str]:
    found = find(book=BOOK, query=query, region=region, lang=lang)
    return [hit.id for hit in found if hit.kind == "answer"]


def answer(id: str, region: str = ZHENGZHOU, told: dict[str, Any] | None = None) -> Answered:
    return answer_for(book=BOOK, id=id, region=region, on=ON, told=told)


class TestAStrangerAsks:
    def test_there_are_enough_and_each_question_is_asked(self) -> None:
        assert len(STRANGERS) >= 80
        for lang in ("zh", "en"):
            assert {w for _, lg, w in STRANGERS if lg == lang} >= set(KNOWN)

    def test_they_are_not_the_words_of_the_packs(self) -> None:
        written = {
            p for a in KNOWN.values() if a.asked_as for p in (*a.asked_as.en, *a.asked_as.zh)
        }
        assert not {query for query, _, _ in STRANGERS} & written

    @pytest.mark.parametrize(("query", "lang", "wanted"), STRANGERS)
    def test_the_answer_is_among_the_first_three(self, query: str, lang: Lang, wanted: str) -> None:
        for region in (ZHENGZHOU, NATION):
            assert wanted in hits(query, lang, region)[:3], region

    def test_most_are_first(self) -> None:
        first = [w for q, lang, w in STRANGERS if hits(q, lang, ZHENGZHOU)[:1] == [w]]
        assert len(first) >= 0.8 * len(STRANGERS)

    @pytest.mark.parametrize("region", PLACES)
    @pytest.mark.parametrize(("title", "lang", "wanted"), GUIDES)
    def test_the_guides_titles_find_their_answer_first(
        self, title: str, lang: Lang, wanted: str, region: str
    ) -> None:
        first = find(book=BOOK, query=title, region=region, lang=lang)[0]
        assert (first.kind, first.id) == ("answer", wanted)


class TestWhatTheLawSays:
    """Zhengzhou on 23 November 2026, unless the test names another place."""

    @pytest.mark.parametrize(
        ("id", "en", "zh"),
        [
            # NHSA 2021-11, article 10(3), and Zhengzhou's guide of 2022: 90 days.
            ("newborn-card", "within 90 days of birth", "出生后90天内"),
            ("enrol", "within 90 days of birth", "出生后90天内"),
            ("register-elsewhere", "within 90 days of birth", "出生后90天内"),
            ("uninsured-parents", "within 90 days of birth", "出生后90天内"),
            ("late", "after 90 days", "超过90天"),
            ("birth-outside", "90 days to enrol", "参保期限是90天"),
            ("two-years", "within 90 days of birth", "出生后90天内"),
            # Zhengzhou's guide of 2022: the day of birth is day 1.
            ("enrol", "the day of birth included", "出生当天算第一天"),
            # Zhengzhou's questions and answers for 2026: the ID number within 30 days.
            ("enrol", "report the ID number within 30 days", "上户口后30天内"),
            # Household Registration Regulation, article 7: one month.
            ("register-birth", "within one month of birth", "出生后1个月内"),
            ("henan", "within one month", "出生后1个月内"),
            # Social Insurance Law, articles 57 and 58: employers, 30 days each.
            ("thirty-days", "within 30 days of being founded", "成立后30天内"),
            ("thirty-days", "within 30 days of hiring", "用工后30天内"),
            ("thirty-days", "one month to register the birth", "出生后1个月内上户口"),
            ("thirty-days", "the card has no deadline", "办卡没有期限"),
            # Decree 765, article 20: four papers, 30 working days.
            ("already-paid", "at most 30 working days", "最长30个工作日"),
            ("already-paid", "hospital receipt", "医疗收费票据"),
            ("already-paid", "itemised list of costs", "费用清单"),
            ("already-paid", "diagnosis certificate", "诊断证明"),
            ("already-paid", "medical record", "病历"),
            # Adoption measures, article 8: 30 days; in person, article 5.
            ("adoption", "at most 30 days", "最长30天"),
            ("adoption", "in person", "亲自"),
            # The national photo standard: white, taken within six months.
            ("photo", "white background, taken within the last 6 months", "近6个月内"),
            # Henan since 19 February 2020: a photo at any age.
            ("photo", "a baby's too", "婴儿也要"),
            # Zhengzhou's questions and answers for 2026: 400 yuan; 2027 is not published.
            ("cost", "400 yuan", "400元"),
            ("cost", "next year's is not known", "明年的标准本站暂无资料"),
            ("cost", "first card nothing", "首次办卡免费"),
            # Decree 765, articles 4 and 60: two authorities; the tax authority collects.
            ("whom-to-ask", "medical insurance agency about the insurance", "参保问医保经办机构"),
            ("whom-to-ask", "tax office about payment", "缴费问税务部门"),
            ("whom-to-ask", "police station about the register", "户口问派出所"),
            # Decree 765, article 7: the e-certificate counts as the card does.
            ("e-certificate", "counts as much as the card", "和社保卡同样有效"),
            ("card-needed", "with or without a card", "和有没有卡无关"),
            # State Council Office 2015-96: paternity test for births outside an institution.
            ("birth-outside", "First have a paternity test", "亲子鉴定"),
            # Civil Code 1071; State Council Office 2015-96.
            ("marriage-certificate", "not refused", "不能因此拒绝"),
            # Card application in Henan: any card office of the province, or online.
            ("child-card", "in Henan, wherever your register is, or online", "不限户口所在地"),
            # The child's page of the register and the guardian's card, never the card itself.
            ("collect", "the child's page of the household register", "户口簿中孩子本人页"),
        ],
    )
    def test_the_sentence_holds_the_value(self, id: str, en: str, zh: str) -> None:
        said = answer(id).say
        assert en in said.en
        assert zh in said.zh

    def test_nobody_brings_the_card_to_collect_the_card(self) -> None:
        assert "social security card" not in answer("collect").say.en

    @pytest.mark.parametrize(
        ("group", "amount"),
        # Zhengzhou's questions and answers for 2026.
        [("orphan", "0"), ("low-income", "20"), ("child-in-difficulty", "80"),
         ("severely-disabled", "80"), ("college-student", "390")],
    )  # fmt: skip
    def test_who_pays_less_reads_the_own_amount(self, group: str, amount: str) -> None:
        said = answer("cost", told={"groups": [group], "child.born_on": "2019-03-01"}).say
        assert f" {amount} yuan this year" in said.en
        assert f"医保费是{amount}元" in said.zh

    def test_a_newborn_of_this_year_reads_no_sure_amount(self) -> None:
        found = answer("cost", told={"child.born_on": "2026-11-01"})
        assert found.state == "unknown"
        assert "400" not in found.say.en + found.say.zh

    def test_zhengzhous_numbers_stay_in_zhengzhou(self) -> None:
        for region in (NATION, HENAN, KAIFENG, WUHAN):
            assert "400" not in answer("cost", region).say.en
            assert "30 days after the birth" not in answer("enrol", region).say.en

    def test_henans_photo_stays_in_henan(self) -> None:
        assert "differs from place to place" in answer("photo", WUHAN).say.en
        assert "needs a photo" in answer("photo", KAIFENG).say.en


class TestOneFamilyAtATime:
    def test_an_unmarried_father_from_another_province(self) -> None:
        said = answer("unmarried", told=FATHER).say
        assert "paternity test report" in said.en
        assert "statement that the child was born outside marriage" in said.en
        assert "enrol the child with the birth certificate meanwhile" in said.en
        assert "居民户口簿、非婚生育说明和亲子鉴定证明" in said.zh

    def test_his_child_needs_a_tie_to_the_city(self) -> None:
        said = answer("uninsured-parents", told=FATHER).say
        assert "one other tie to Zhengzhou" in said.en

    @pytest.mark.parametrize("id", sorted(KNOWN))
    def test_no_answer_asks_him_for_a_marriage_certificate(self, id: str) -> None:
        for step in answer(id, told=FATHER).steps:
            asked = [p for p in step.needs if p.document == "marriage-certificate"]
            assert not [p for p in asked if p.strength == "required"]

    def test_with_the_mother_no_test_is_asked_for(self) -> None:
        told = {**FATHER, "child": {**FATHER["child"], "follows": "mother"}}
        said = answer("unmarried", told=told).say
        assert "no paternity test" in said.en
        assert "亲子鉴定证明" not in said.zh

    def test_a_child_past_its_first_birthday_has_no_ninety_days(self) -> None:
        told = {"child.born_on": "2024-05-01", "child.birthplace": "institution"}
        for id in ("enrol", "late"):
            said = answer(id, told=told).say
            assert "90" not in said.en + said.zh
            assert "waiting period" in said.en

    def test_a_young_person_applies_in_person(self) -> None:
        said = answer("student-card", told={"child.born_on": "2010-01-01"}).say
        assert "in person" in said.en
        assert "本人带身份证" in said.zh

    def test_only_the_employees_scheme_has_an_account_to_share(self) -> None:
        resident = {"parents": {"mother": {"insurance": "resident"},
                                "father": {"insurance": "resident"}}}  # fmt: skip
        assert answer("mutual-aid", told=resident).say.en.startswith("Not with your own")
        assert answer("mutual-aid").say.en.startswith("Yes, if a parent")


class TestEveryAnswer:
    @pytest.mark.parametrize("region", PLACES)
    def test_says_at_most_two_sentences_and_no_gap(self, region: str) -> None:
        for id in KNOWN:
            found = answer(id, region)
            for lang, text in (("en", found.say.en), ("zh", found.say.zh)):
                assert 1 <= sentences(text, lang) <= 2, id
                assert "{" not in text, id
            assert found.state == "given" or found.ask, id
            assert found.steps, id

    @pytest.mark.parametrize("region", UNKNOWN)
    def test_what_is_not_known_is_called_unknown(self, region: str) -> None:
        found = {id for id in KNOWN if answer(id, region).state == "unknown"}
        assert found == UNKNOWN[region]

    def test_no_number_stands_in_a_text_of_the_packs(self) -> None:
        """Days, ages and amounts come from the rules by slots, so that a change reaches all."""
        for pack in BOOK.packs.values():
            for found in pack.answers.values():
                for variant in found.say or ():
                    digits = [c for c in variant.text.en + variant.text.zh if c.isdigit()]
                    assert not digits, (pack.form.id, found.id)

    def test_no_telephone_number_is_named(self) -> None:
        for id in KNOWN:
            said = answer(id).say
            assert "12333" not in said.zh
            assert "12345" not in said.zh

    def test_each_stands_under_one_topic(self) -> None:
        listed = [a.id for t in all_answers(book=BOOK, region=NATION) for a in t.answers]
        assert sorted(listed) == sorted(KNOWN)
        assert 38 <= len(listed) <= 45

    def test_each_is_asked_in_four_ways_in_both_languages(self) -> None:
        for found in KNOWN.values():
            assert found.asked_as is not None
            assert len(found.asked_as.en) >= 4
            assert len(found.asked_as.zh) >= 4
