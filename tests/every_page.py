"""Every page of the service, in one place: what the tests of look and language walk over.

A new address is added here, or to those that show no page of their own.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

PAGES = (
    "/", "/place/", "/place/answers/", "/place/answers/late/", "/answers/", "/answers/late/",
    "/answers/henan/", "/check/place/", "/check/birth/", "/check/family/", "/check/register/",
    "/check/ties/", "/check/done/", "/check/answers/", "/plan/", "/ask/groups/",
    "/ask/events.loss/", "/ask/insured_elsewhere/", "/goals/", "/about/",
    "/styleguide/", "/policy/", "/policy/cn-4101/", "/policy/cn-4101/documents/enrolment/",
    "/policy/cn-4101/documents/insured/graph/", "/policy/cn-41/laws/", "/policy/cn-4101/work/",
    "/policy/cn-41/diff/",
    "/kept/deleted/", "/sign-in/", "/sign-in/password/", "/sign-in/staff/", "/signed-out/",
    "/track/",
)  # fmt: skip
# Seen only with a kept plan, or without one where it should be: tests/integration/test_kept_pages.
OF_A_KEPT_PLAN = ("kept", "kept-open", "kept-gone")
# Seen only when one is signed in, or signs in: tests/integration/test_account_pages.
OF_AN_ACCOUNT = ("sign-in-code", "account", "password", "keys", "consents", "roles", "role",
                 "new-staff", "set-up", "send-again", "telephone", "telephone-code")  # fmt: skip
# Seen by a family about its child, and by who answers it: tests/integration/test_held.
OF_A_CHILD = ("held", "held-case", "corrections", "correction")
# Names of addresses that lead on to another page, or give a file.
LEADS_ON = {"check", "clear", "language", "answer-plan", "adjust", "healthz",
            "plan-pdf", "plan-ics", "letter-pdf", "ticks", "done", "undo",
            "keep", "kept-address", "kept-ics", "kept-seen", "kept-delete",
            "sign-out", "sign-out-everywhere", "key-end", "set-up-address",
            *OF_A_KEPT_PLAN, *OF_AN_ACCOUNT}  # fmt: skip
LEADS_ON |= {"held-download", *OF_A_CHILD}
# Seen by a family that applies: tests/integration/test_family_pages. The second list leads on.
OF_AN_APPLICATION = (
    "apply", "apply-tasks", "apply-question", "apply-check-question", "apply-told",
    "apply-told-question", "apply-check-told", "apply-check", "apply-consequences",
    "apply-consents", "apply-sign", "apply-done", "apply-paper", "apply-photo", "apply-second",
    "agree", "agree-thanks", "agree-gone", "cases", "case",
    "case-withdraw", "apply-mend",
)  # fmt: skip
DONE_FOR_AN_APPLICATION = (
    "apply-form", "apply-ics", "apply-signed-form", "apply-insurance-alone", "apply-next-child",
    "apply-paper-remove", "apply-page", "apply-photo-remove", "apply-photo-picture",
    "agree-address",
)  # fmt: skip
LEADS_ON |= {*OF_AN_APPLICATION, *DONE_FOR_AN_APPLICATION}
# Seen by a family about a card: tests/integration/test_family_cards. Those below lead on.
OF_A_CARD = ("cards", "own-card", "own-card-delivery", "own-card-arrived", "own-card-notice",
             "own-card-enable", "own-card-beside", "own-card-renew")  # fmt: skip
DONE_WITH_A_CARD = (
    "own-card-receipt",
    "own-card-notice-pdf",
    "own-card-password",
    "own-card-let-go",
)
LEADS_ON |= {*OF_A_CARD, *DONE_WITH_A_CARD}
# Seen by a family about bills: tests/integration/test_family_bills. The last one is a file.
LEADS_ON |= {"bills", "own-bill", "own-bill-year"}
# Seen by a family that hands a bill in: tests/integration/test_bill_asking_pages. Two lead on.
LEADS_ON |= {"own-bill-new", "own-bill-papers", "own-bill-paper", "own-bill-withdraw",
             "own-bill-remove", "own-bill-page"}  # fmt: skip
# Seen by a family whose child is treated elsewhere: tests/integration/test_elsewhere_pages.
LEADS_ON |= {"own-elsewhere", "own-elsewhere-new", "own-elsewhere-end"}
# Seen by an institution that settles bills: tests/integration/test_desk_bills.
LEADS_ON |= {"desk-bills", "desk-bill-new", "desk-bill", "desk-bill-reverse"}
# Seen by the office where bills are handed in: tests/integration/test_desk_claims. One is a file,
# the last two are a paper and its picture.
LEADS_ON |= {"desk-claims", "desk-settled", "desk-settled-table", "desk-claim", "desk-claim-items",
             "desk-claim-missing", "desk-claim-brought", "desk-claim-refuse", "desk-claim-pay",
             "desk-claim-paper", "desk-claim-page"}  # fmt: skip
# Seen by staff at a desk: tests/integration/test_desk. Those of the second list lead on.
OF_THE_DESK = ("desk", "desk-case", "desk-return", "desk-refuse", "desk-forward", "desk-propose",
               "desk-paper", "desk-receipt", "desk-counter", "desk-counter-case",
               "desk-counter-sign", "desk-hotline", "desk-hotline-case", "desk-dashboard",
               "desk-audit", "desk-audit-case", "desk-insurance", "desk-payment",
               "desk-bill-answer", "desk-end", "desk-identify", "desk-payment-receipt")  # fmt: skip
DONE_AT_THE_DESK = ("desk-take", "desk-release", "desk-accept", "desk-approve", "desk-judge",
                    "desk-decide", "desk-page", "desk-photo", "desk-form", "desk-table",
                    "desk-counter-paper", "desk-counter-photo", "desk-counter-remove",
                    "desk-counter-submit", "desk-counter-withdraw", "desk-inquire")  # fmt: skip
LEADS_ON |= {*OF_THE_DESK, *DONE_AT_THE_DESK}
# Seen by staff about cards: tests/integration/test_card_pages. The second list leads on.
OF_A_CARD_OFFICE = (
    "card-card",
    "card-desk",
    "card-arrivals",
    "card-shelf",
    "card-forward",
    "card-collect",
    "card-reject",
    "card-come-back",
    "card-post-again",
)
DONE_AT_A_CARD_OFFICE = (
    "card-take",
    "card-release",
    "card-notice",
    "card-receipt",
    "card-arrive",
    "card-seal",
    "card-unseal",
    "card-keep",
    "card-deliver",
)
# Seen by a branch, a social security desk, a hospital: tests/integration/test_card_enabling_pages.
OF_A_BRANCH = ("card-branch", "card-by-number", "card-print", "card-account", "card-enable",
               "card-enable-bank", "card-password", "card-password-bank", "card-temporary",
               "card-renew", "card-change", "card-first")  # fmt: skip
DONE_AT_A_BRANCH = ("card-print-photo", "card-spoiled")
LEADS_ON |= {*OF_A_BRANCH, *DONE_AT_A_BRANCH}
LEADS_ON |= {*OF_A_CARD_OFFICE, *DONE_AT_A_CARD_OFFICE}
# Seen by a card centre: tests/integration/test_card_centre_pages. The second list leads on.
OF_A_CARD_CENTRE = ("card-centres", "card-board", "card-files", "card-differences",
                    "card-dispatch", "card-to-post", "card-labels", "card-batch", "card-file",
                    "card-list", "card-stock")  # fmt: skip
DONE_AT_A_CARD_CENTRE = (
    "card-send", "card-post-list", "card-batch-start", "card-batch-again", "card-batch-manifest",
    "card-batch-orders", "card-batch-photos", "card-settle", "card-settle-line", "card-list-file",
)  # fmt: skip
LEADS_ON |= {*OF_A_CARD_CENTRE, *DONE_AT_A_CARD_CENTRE}
# Seen by an officer: tests/integration/test_card_figures. The second one is a file.
LEADS_ON |= {"card-figures", "card-figures-table"}
ERRORS = (400, 403, 404, 500, 503)


def answers(*, born: date) -> dict[str, dict[str, Any]]:
    """A married couple whose register is elsewhere, so that every question is asked of them."""
    day = {f"born_on-{part}": str(getattr(born, part)) for part in ("year", "month", "day")}
    return {"place": {"region": "410100"},
            "birth": {**day, "birthplace": "institution", "birth_region": "here"},
            "family": {"family": "married"},
            "register": {"follows": "mother", "register_region": "420100"},
            "ties": {"links": ["parent-permit"]},
            "done": {"done": ["birth-certificate"]}}  # fmt: skip


def family(client: Client, *, on: date, age: int = 20) -> Client:
    """The same client, after a family answered every question; its child is `age` days old."""
    for question, form in answers(born=on - timedelta(days=age)).items():
        response = client.post(f"/check/{question}/", form)
        assert response.status_code == 302, question
    return client


def names() -> set[str]:
    """The names of all addresses but the API's."""
    return set(_names(get_resolver().url_patterns))


def _names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for each in patterns:
        if isinstance(each, URLPattern):
            if each.name:
                yield each.name
        elif not str(each.pattern).startswith("api/"):
            yield from _names(each.url_patterns)
