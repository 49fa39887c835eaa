"""The start page, the search and the answers, as a browser without JavaScript gets them."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client

from firstcard.guidance.packs_store import current
from firstcard.policy.answers import all_answers, heads

NUMBER = "410105202609011239"
ZHENGZHOU, NATION, SHENZHEN = "410100", "000000", "440300"


@pytest.fixture(autouse=True)
def frozen_clock() -> Iterator[None]:
    with time_machine.travel("2026-11-23T02:00:00+00:00", tick=False):
        yield


@pytest.fixture
def client() -> Client:
    return Client(HTTP_HOST="localhost")


def _speak(client: Client, lang: str) -> None:
    client.post("/language/", {"language": lang, "next": "/"})


def _main(response: Any) -> str:
    page = response.content.decode()
    return page[page.index("<main") : page.index("</main>")]


def _text(response: Any) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", _main(response))))


def _asked(client: Client, query: str) -> Any:
    sent = client.post("/answers/", {"q": query})
    assert (sent.status_code, sent.headers["Location"]) == (302, "/answers/")
    return client.get("/answers/")


def _lives_in(client: Client, region: str) -> None:
    assert client.post("/place/", {"region": region}).headers["Location"] == "/"


# The place


def test_the_start_page_asks_for_the_place_once_and_for_good(client: Client) -> None:
    assert 'name="region"' in _main(client.get("/"))
    assert client.post("/", {"region": ZHENGZHOU, "go": "place"}).headers["Location"] == "/"
    page = client.get("/")
    assert 'name="region"' not in _main(page)
    assert "河南省郑州市" in _text(page)
    assert client.get("/check/").headers["Location"] == "/check/birth/"


def test_the_first_question_of_the_check_settles_the_start_page_too(client: Client) -> None:
    client.post("/check/place/", {"region": ZHENGZHOU})
    assert 'name="region"' not in _main(client.get("/"))


def test_a_place_chosen_on_the_way_to_the_plan_is_not_asked_again(client: Client) -> None:
    assert client.post("/", {"region": ZHENGZHOU, "go": "plan"}).headers["Location"] == "/check/"
    assert client.get("/check/").headers["Location"] == "/check/birth/"


def test_without_a_place_the_plan_asks_for_it(client: Client) -> None:
    assert client.post("/", {"go": "plan"}).headers["Location"] == "/check/"
    assert client.get("/check/").headers["Location"] == "/check/place/"


def test_place_and_question_in_one_go(client: Client) -> None:
    sent = client.post("/", {"region": ZHENGZHOU, "q": "卡丢了"})
    assert sent.headers["Location"] == "/answers/"
    page = _text(client.get("/answers/"))
    assert "河南省郑州市" in page
    assert "卡丢了" in page


def test_a_place_without_rules_of_its_own_is_searched_and_said_so(client: Client) -> None:
    found = client.post("/", {"region-search": "shenzhen", "search": "region"})
    assert f'id="region-{SHENZHEN}"' in _main(found)
    client.post("/", {"region": SHENZHEN, "go": "place"})
    assert "尚未收录广东省深圳市的地方规定" in _text(client.get("/answers/newborn-card/"))


def test_nothing_chosen_and_nothing_asked_says_what_is_missing(client: Client) -> None:
    page = client.post("/", {"go": "place"})
    assert "请选择地区" in _text(page)
    assert '<a href="#region-410100">' in _main(page)
    assert "请输入问题或几个关键词" in _text(client.post("/", {"go": "ask"}))


@pytest.mark.parametrize(("asked_on", "back"), [
    ("/place/", "/"), ("/place/answers/", "/answers/"), ("/place/answers/late/", "/answers/late/"),
])  # fmt: skip
def test_changing_the_place_leads_back(client: Client, asked_on: str, back: str) -> None:
    _lives_in(client, ZHENGZHOU)
    assert f'href="{asked_on}"' in _main(client.get(back))
    assert re.search(r'id="region-410100"[^>]*checked', _main(client.get(asked_on)))
    assert client.post(asked_on, {"region": "410000"}).headers["Location"] == back
    assert "适用地区：河南省 " in _text(client.get(back))


def test_without_a_place_answers_say_that_rules_are_national(client: Client) -> None:
    page = client.get("/answers/newborn-card/")
    assert "全国通用规定" in _text(page)
    assert 'href="/place/answers/newborn-card/"' in _main(page)


# Searching


@pytest.mark.parametrize(("lang", "query", "wanted"), [
    ("zh-hans", "新生儿社保卡在哪里办", "newborn-card"),
    ("zh-hans", "户口不在本地怎么办", "register-elsewhere"),
    ("zh-hans", "河南怎么办", "henan"),
    ("zh-hans", "孩子的社保卡在哪里办", "child-card"),
    ("zh-hans", "怎么领卡", "collect"),
    ("en", "where to get the social security card of a newborn", "newborn-card"),
    ("en", "our household register is elsewhere", "register-elsewhere"),
    ("en", "how does it work in Henan", "henan"),
    ("en", "how do I collect the card", "collect"),
])  # fmt: skip
def test_a_question_finds_its_answer_first(client: Client, lang: str, query: str,
                                           wanted: str) -> None:  # fmt: skip
    _lives_in(client, ZHENGZHOU)
    _speak(client, lang)
    page = _main(_asked(client, query))
    results = page[page.index('id="found"') : page.index('id="topics"')]
    found = re.findall(r'href="/answers/([a-z-]+)/"', results)
    assert found[0] == wanted


def test_answers_stand_before_papers_and_laws(client: Client) -> None:
    _speak(client, "en")
    text = _text(_asked(client, "birth certificate"))
    assert text.index("Answers") < text.index("Papers and steps")
    assert "Social Insurance Law" in _text(_asked(client, "social insurance law"))


def test_a_result_shows_the_beginning_of_its_answer_filled_in(client: Client) -> None:
    _lives_in(client, ZHENGZHOU)
    text = _text(_asked(client, "逾期"))
    assert "90天" in text
    assert "{" not in text


def test_no_question_stands_in_an_address_and_none_outlives_forgetting(client: Client) -> None:
    _lives_in(client, ZHENGZHOU)
    assert 'value="奶奶代办"' in _main(_asked(client, "奶奶代办"))
    client.post("/clear/")
    assert "奶奶代办" not in client.get("/answers/").content.decode()


def test_a_search_can_be_cleared(client: Client) -> None:
    assert 'id="found"' in _main(_asked(client, "卡丢了"))
    client.post("/answers/", {"clear": "yes"})
    assert 'id="found"' not in _main(client.get("/answers/"))


@pytest.mark.parametrize("query", ["qwertz", "今天天气", "<b>x</b>qwertz", "%27%22qwertz"])
def test_nothing_found_helps_on(client: Client, query: str) -> None:
    page = _asked(client, query)
    assert page.status_code == 200
    assert "没有查到" in _text(page)
    assert "医保经办机构" in _text(page)
    assert "<b>x" not in _main(page)
    assert page.content.decode().count('href="/answers/') > 20


@pytest.mark.parametrize("address", ["/", "/answers/", "/answers/late/"])
@pytest.mark.parametrize(("query", "said"), [
    ("", "请输入问题"), ("？！", "请输入问题"), ("卡" * 2000, "不超过200个字"),
    (NUMBER, "请不要输入身份证号"), ("410105 20260901 1239", "请不要输入身份证号"),
    ("４１０１０５２０２６０９０１１２３９", "请不要输入身份证号"),
])  # fmt: skip
def test_what_cannot_be_searched_for_is_explained(client: Client, address: str, query: str,
                                                  said: str) -> None:  # fmt: skip
    page = client.post(address, {"q": query, "go": "ask"})
    assert page.status_code == (200 if address == "/" else 400)
    assert said in _text(page)
    assert "<title>错误：" in page.content.decode()
    assert '<a href="#q">' in _main(page)
    whole = page.content.decode()
    assert NUMBER not in whole
    assert "20260901" not in whole
    assert "asked" not in client.session


def test_a_number_is_not_kept_beside_an_earlier_question(client: Client) -> None:
    _asked(client, "卡丢了")
    client.post("/answers/", {"q": NUMBER})
    assert "asked" not in client.session


def test_the_language_switch_keeps_what_was_typed_but_never_a_number(client: Client) -> None:
    for address in ("/", "/answers/", "/answers/late/"):
        page = client.post(address, {"q": "lost card", "language": "en"})
        assert page.status_code == 200
        assert 'value="lost card"' in _main(page)
        assert "asked" not in client.session
        page = client.post(address, {"q": NUMBER, "language": "zh-hans"})
        assert NUMBER not in page.content.decode()


# One answer


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
@pytest.mark.parametrize("region", [NATION, ZHENGZHOU, SHENZHEN])
def test_every_answer_has_a_page_that_holds_together(client: Client, lang: str,
                                                     region: str) -> None:  # fmt: skip
    _speak(client, lang)
    if region != NATION:
        _lives_in(client, region)
    for topic in all_answers(book=current(), region=region):
        for each in topic.answers:
            page = client.get(f"/answers/{each.id}/")
            assert page.status_code == 200
            question = each.question.en if lang == "en" else each.question.zh
            assert question in _text(page)
            assert "{" not in _main(page)
            assert page.headers["Cache-Control"] == "no-store"


def test_an_answer_has_steps_papers_law_and_a_way_into_the_plan(client: Client) -> None:
    _lives_in(client, ZHENGZHOU)
    text = _text(client.get("/answers/late/"))
    for part in ("怎么办理", "需带材料", "依据和来源", "其他指南的说法", "办理清单", "相关问题"):
        assert part in text
    assert text.index("90天") < text.index("怎么办理") < text.index("依据和来源")


def test_steps_for_the_usual_family_say_so_until_something_is_told(client: Client) -> None:
    _lives_in(client, ZHENGZHOU)
    usual = _text(client.get("/answers/register-birth/"))
    assert "一般" in usual
    assert "出生医学证明 原件1份" in usual
    assert "母亲的" in usual  # the same paper of both parents is told apart


def test_dates_are_shown_once_a_birth_date_is_told(client: Client) -> None:
    _lives_in(client, ZHENGZHOU)
    assert "2026年12月1日" not in _text(client.get("/answers/register-birth/"))
    client.post("/check/birth/", {"born_on-year": "2026", "born_on-month": "11",
                                  "born_on-day": "1", "birthplace": "institution",
                                  "birth_region": "here"})  # fmt: skip
    assert "2026年12月1日" in _text(client.get("/answers/register-birth/"))


def test_what_is_not_known_says_so_and_whom_to_ask(client: Client) -> None:
    _lives_in(client, ZHENGZHOU)
    text = _text(client.get("/answers/paid-back/"))
    assert "暂无可靠资料" in text
    assert "请咨询医保经办机构" in text


def test_an_answer_leads_into_the_plan_with_what_it_takes_for_granted(client: Client) -> None:
    _lives_in(client, ZHENGZHOU)
    given = heads(book=current(), region=ZHENGZHOU)["unmarried"].given or {}
    assert given["parents.married"] == "no"
    assert client.post("/answers/unmarried/plan/").headers["Location"] == "/check/"
    assert client.session["check"]["facts"]["parents.married"] is False
    for question, form in {"birth": {"born_on-unsure": "yes", "birthplace": "unknown",
                                     "birth_region": "unknown"},
                           "family": {"family": "married"},
                           "register": {"follows": "unknown", "register_region": "unknown"},
                           "done": {"done": "unknown"}}.items():  # fmt: skip
        assert client.post(f"/check/{question}/", form).status_code == 302
    assert "parents.married" not in client.session["check"]["facts"]  # their own answer stands
    assert client.get("/plan/").status_code == 200


def test_what_the_family_told_stands_over_what_a_question_grants(client: Client) -> None:
    _lives_in(client, ZHENGZHOU)
    client.post("/check/birth/", {"born_on-unsure": "yes", "birthplace": "unknown",
                                  "birth_region": "unknown"})  # fmt: skip
    client.post("/check/family/", {"family": "married"})
    client.post("/answers/unmarried/plan/")
    assert "parents.married" not in client.session["check"]["facts"]


def test_goals_asked_for_before_stay(client: Client) -> None:
    _lives_in(client, ZHENGZHOU)
    client.post("/goals/", {"want": ["card-replacement"]})
    client.post("/answers/newborn-card/plan/")
    want = client.session["check"]["want"]
    assert want[0] == "card-replacement"
    assert len(want) > 1


@pytest.mark.parametrize("path", ["/answers/nope/", "/place/answers/late/x/"])
def test_an_unknown_question_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_an_unknown_question_helps_on(client: Client) -> None:
    page = client.get("/answers/nope/")
    assert "没有这个问题" in _text(page)
    assert 'id="q"' in _main(page)
    assert client.post("/answers/nope/plan/").headers["Location"] == "/answers/"
    assert client.get("/answers/late/plan/").status_code == 405


def test_the_style_of_these_pages_is_small() -> None:
    import gzip
    from pathlib import Path

    import firstcard.core

    css = Path(firstcard.core.__file__).parent / "static" / "core" / "answers.css"
    assert len(gzip.compress(css.read_bytes())) <= 2 * 1024


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("region", [ZHENGZHOU, NATION])
def test_every_paper_and_law_found_has_its_page(client: Client, lang: str, region: str) -> None:
    _lives_in(client, region)
    _speak(client, lang)
    queries = ("医保", "社会保险法", "河南 通知", "birth certificate", "household register", "law")
    pages = "".join(_main(_asked(client, query)) for query in queries)
    links = set(re.findall(r'href="(/policy/[^"]+)"', pages))
    assert {"documents", "laws"} <= {link.split("/")[3] for link in links}
    for link in sorted(links):
        address, _, law = link.partition("#")
        page = client.get(address)
        assert page.status_code == 200, link
        assert not law or f'id="{law}"' in page.content.decode(), link
