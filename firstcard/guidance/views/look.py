"""The header's switches on pages without a form, and the page of all components."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme


def back(request: HttpRequest) -> HttpResponse:
    """Back to the page that was left for a switch; the switch itself is taken up before."""
    page = request.POST.get("next", "/")
    own = url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()},
                                          require_https=request.is_secure())  # fmt: skip
    return redirect(page if own else "/")
