"""When what was told cannot be true together: said in words, and the page that leads back."""

from django.http import HttpRequest, HttpResponse

from firstcard.guidance.presenters.speech import Names, Speaker
from firstcard.guidance.views import frame
from firstcard.guidance.words import say, word
from firstcard.policy.book import RuleBook
from firstcard.policy.format import Text
from firstcard.policy.situation import SituationError


def said(error: SituationError, rules: RuleBook) -> Text:
    """The facts at fault, in both languages; never the ids of the API."""
    names = [name.strip() for each in error.errors for name in each.field.split(",")]
    spoken = {lang: Speaker(lang, Names(rules.facts)).facts(names) for lang in ("en", "zh")}
    return Text(word("ask_conflict", "en", facts=spoken["en"]),
                word("ask_conflict", "zh", facts=spoken["zh"]))  # fmt: skip


def page(request: HttpRequest, error: SituationError, rules: RuleBook) -> HttpResponse:
    """The page in place of a plan that cannot be made."""
    lang = frame.language()
    return frame.page(request, "conflict", word("answers_title", lang),
                      summary=[("main", say(said(error, rules), lang))],
                      back="/check/answers/")  # fmt: skip
