"""Papers of a card that a desk prints: the notice that it is ready, and the receipt."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from firstcard.accounts.signing import staff_required
from firstcard.cards import notices, receipts
from firstcard.cards.receipts import Shown
from firstcard.desk.cards.opening import opened
from firstcard.guidance.views import frame


@staff_required
@require_safe
def notice(request: HttpRequest, order: str) -> HttpResponse:
    """The notice as a PDF in the page's language. Raises NotFound."""
    found = opened(request, order)
    shown = notices.show(card=found.card, by=found.by, lang=frame.language(), at=found.at)
    return _pdf(shown, f"notice-{found.card.order}")


@staff_required
@require_safe
def receipt(request: HttpRequest, order: str) -> HttpResponse:
    """The receipt as a PDF in the page's language. Raises NotFound."""
    found = opened(request, order)
    shown = receipts.show(card=found.card, by=found.by, lang=frame.language(), at=found.at)
    return _pdf(shown, f"receipt-{found.card.order}")


def _pdf(shown: Shown, name: str) -> HttpResponse:
    response = HttpResponse(shown.pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
