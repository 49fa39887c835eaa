"""The header's switches on pages without a form, and the page of all components."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods

from firstcard.guidance import qr
from firstcard.guidance.presenters.styleguide import ADDRESS, examples
from firstcard.guidance.views import frame
from firstcard.guidance.words import word


def back(request: HttpRequest) -> HttpResponse:
    """Back to the page that was left for a switch; the switch itself is taken up before."""
    page = request.POST.get("next", "/")
    own = page.startswith("/") and url_has_allowed_host_and_scheme(page, allowed_hosts=None)
    # Not `redirect`: that takes a bare word for the name of a view.
    return HttpResponseRedirect(page if own else "/")


@require_http_methods(["GET", "HEAD", "POST"])
def styleguide(request: HttpRequest) -> HttpResponse:
    """All components with their names and when to use them; only where the service is a demo."""
    if not settings.DEMO:
        raise Http404
    if "X-Quiet" in request.headers:
        return HttpResponse(status=204)
    lang, form = frame.language(), frame.typed(request)
    search = frame.searched(frame.book(), form or {}, lang)
    code = qr.svg(text=ADDRESS, title=word("sg_qr_title", lang))
    return frame.page(request, "styleguide", word("sg_title", lang), address_shown=ADDRESS,
                      code=mark_safe(code),  # noqa: S308 made of squares and an escaped title
                      **examples(lang=lang, form=form, search=search))  # fmt: skip
