"""What stands in the question box, and where the family lives: shared by the pages that ask.

No question stands in an address: what was asked is kept in the session, and a page shows it again
from there.
"""

from django.http import HttpRequest

from firstcard.guidance.forms import questions
from firstcard.guidance.forms.kept import Kept
from firstcard.guidance.forms.places import place_name
from firstcard.guidance.presenters.answer_pages import TopicView, topic_views
from firstcard.guidance.search import QueryError, checked
from firstcard.guidance.search_query import LONGEST
from firstcard.guidance.views import frame
from firstcard.guidance.words import say, word
from firstcard.policy.answers import all_answers
from firstcard.policy.book import RuleBook
from firstcard.policy.region_codes import NATION

_ASKED = "asked"


def keep_question(request: HttpRequest) -> None:
    """Keep what was asked for. Raises QueryError, and then keeps nothing."""
    forget_question(request)
    request.session[_ASKED] = checked(request.POST.get("q", "")).strip()


def kept_question(request: HttpRequest) -> str:
    """What was asked for last; empty if nothing was."""
    return str(request.session.get(_ASKED, ""))


def forget_question(request: HttpRequest) -> None:
    """Forget what was asked for."""
    request.session.pop(_ASKED, None)


def typed_question(request: HttpRequest) -> str:
    """What was typed just now, to show it again; a number that may be somebody's never is."""
    typed = request.POST.get("q", "")
    try:
        return checked(typed)
    except QueryError as error:
        return "" if error.code == "number" else typed.strip()[:LONGEST]


def region_of(told: Kept) -> str:
    """The division whose rules answer; the country where the place is not settled."""
    return questions.region(told.answers) or NATION


def place_words(told: Kept, rules: RuleBook, change: str) -> dict[str, str]:
    """For which place the page speaks, and where to change it."""
    lang = frame.language()
    named = place_name(rules, questions.region(told.answers))
    line = word("place_for", lang, place=say(named, lang)) if named else word("place_none", lang)
    asked = "place" in told.answers
    return {"place_line": line, "place_change": change,
            "place_word": word("place_change" if asked else "place_say", lang)}  # fmt: skip


def topics_for(told: Kept, rules: RuleBook) -> list[TopicView]:
    """Every question under its topic."""
    return topic_views(all_answers(book=rules, region=region_of(told)), frame.language())
