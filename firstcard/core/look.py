"""The reader's look: language and large mode, switched on any page without losing what was typed.

The switches stand in the header of every page. On a page with a form they belong to that form, so
they arrive at the page's own address together with everything typed. Such a request is answered
like a visit: nothing is kept and nothing is done, the page is drawn again in its new look.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

LARGE = "large"
_LANGUAGE = "language"
_ON, _OFF = "on", "off"
_YEAR = 365 * 24 * 60 * 60  # seconds

Handler = Callable[[HttpRequest], HttpResponseBase]


@dataclass
class Look:
    """How one page is shown; `redrawn`: only to be drawn again, from what was sent along."""

    large: bool = False
    redrawn: bool = False


def of(request: HttpRequest) -> Look:
    """The look of a request; the plain one where none was taken up."""
    look = getattr(request, "look", None)
    return look if isinstance(look, Look) else Look()


class Switches:
    """Take up the switches that were pressed, and remember them in cookies for a year.

    Must come after the check of the form's token: a switch from another site is refused like
    every form.
    """

    def __init__(self, get_response: Handler) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Give the request its look; set the cookies of what was switched."""
        look = Look(large=request.COOKIES.get(LARGE) == _ON)
        request.look = look  # type: ignore[attr-defined]
        response = self._get_response(request)
        if look.redrawn:
            _remember(response, LARGE, _ON if look.large else _OFF)
            _remember(response, settings.LANGUAGE_COOKIE_NAME, translation.get_language() or "")
        return response

    def process_view(self, request: HttpRequest, *view: object) -> None:
        """Make a switch a visit: the view answers it like any other, and cannot act on it."""
        if request.method != "POST":
            return
        look = of(request)
        lang, large = request.POST.get(_LANGUAGE), request.POST.get(LARGE)
        if lang in dict(settings.LANGUAGES):
            translation.activate(lang)
            request.LANGUAGE_CODE = lang
            look.redrawn = True
        if large in (_ON, _OFF):
            look.large = large == _ON
            look.redrawn = True
        if look.redrawn:
            request.method = "GET"


def _remember(response: HttpResponseBase, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=_YEAR, secure=settings.LANGUAGE_COOKIE_SECURE,
                        httponly=True, samesite="Lax")  # fmt: skip
