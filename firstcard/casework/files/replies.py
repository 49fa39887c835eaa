"""How a picture made anew is given to a browser: as a picture and nothing else, and not kept."""

from __future__ import annotations

from django.http import HttpResponse

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
}


def picture(data: bytes, *, name: str) -> HttpResponse:
    """The JPEG as a reply. `name`: of the file if it is saved, without its ending, in ASCII."""
    headers = _HEADERS | {"Content-Disposition": f'inline; filename="{name}.jpg"'}
    return HttpResponse(data, content_type="image/jpeg", headers=headers)
