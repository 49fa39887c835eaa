"""Sending a case back: every defect at once, each with its reason from the fixed list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from firstcard.accounts.signing import staff_required
from firstcard.casework import completeness, operations
from firstcard.casework.operations import Found
from firstcard.casework.reasons import DEFECTS
from firstcard.core.refusals import Refusal
from firstcard.desk.presenters.fields import FieldsPresenter
from firstcard.desk.presenters.papers import PapersPresenter
from firstcard.desk.presenters.tongue import Tongue
from firstcard.desk.queries import papers
from firstcard.desk.views import pages
from firstcard.desk.views.opening import Opened, back, for_writing, opened

LONGEST_NOTE = 1000  # signs: a bound of the machine


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that can be named as missing or wrong, as it is drawn."""

    key: str
    name: str
    paper: bool
    basis: list[str]
    missing: bool
    reason: str = ""
    note: str = ""
    error: str = ""


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: HttpRequest, reference: str) -> HttpResponse:
    """The page that names defects, and the sending back."""
    if request.method != "POST":
        return _shown(request, opened(request, reference))
    found = for_writing(request, reference)
    defects = _read(request.POST, _targets(found))
    try:
        operations.send_back(case=found.case, by=found.by, defects=defects, at=found.at)
    except Refusal as refusal:
        return _shown(request, found, refusal)
    return back(found.case.reference, "return")


def _shown(request: HttpRequest, found: Opened, refusal: Refusal | None = None) -> HttpResponse:
    targets = _targets(found)
    first = f"reason:{targets[0].key}" if targets else "note"
    wrong = pages.mistakes(refusal, {t.key: f"reason:{t.key}" for t in targets}, first)
    typed = pages.sent(request)
    drawn = [_typed(each, typed, wrong["wrong"].get(each.key, "")) for each in targets]
    tongue = found.tongue
    response = pages.page(
        request, "return", tongue.word("return_title"), heading=tongue.word("return_title"),
        case=found.case, version=found.version, note_most=LONGEST_NOTE,
        again=found.case.defects.exists(), summary=wrong["summary"],
        papers=[each for each in drawn if each.paper],
        fields=[each for each in drawn if not each.paper],
        reasons=_reasons(tongue))  # fmt: skip
    if refusal is not None:
        response.status_code = refusal.status
    return response


def _reasons(tongue: Tongue) -> list[tuple[str, str]]:
    return [(code, tongue.say(reason.text)) for code, reason in DEFECTS.items()]


def _typed(target: Target, typed: Mapping[str, str], error: str) -> Target:
    """A target with what was chosen for it; a paper that is missing is offered as missing."""
    chosen = "missing" if target.missing and not typed else ""
    return Target(target.key, target.name, target.paper, target.basis, target.missing,
                  typed.get(f"reason:{target.key}", chosen),
                  typed.get(f"note:{target.key}", ""), error)  # fmt: skip


def _targets(found: Opened) -> list[Target]:
    """Everything that can be named; after a first return only what was named and is not mended."""
    case = found.case
    all_ = [*_papers(found), *_fields(found)]
    told = list(case.defects.all())
    if not told:
        return all_
    open_ = {d.field or f"{d.document} {d.of}".strip() for d in told if d.mended_at is None}
    return [each for each in all_ if each.key in open_]


def _papers(found: Opened) -> list[Target]:
    drawn = PapersPresenter(found.case, found.tongue, found.on)
    asked = papers.asked(case=found.case, draft=found.draft, on=found.on)
    views = drawn.views(asked.papers)
    targets = [Target(view.id, view.name, True, view.basis, each.standing == "missing")
               for each, view in zip(asked.papers, views, strict=True)]  # fmt: skip
    photo = asked.photo
    if photo is not None and completeness.paper_id(photo) not in {t.key for t in targets}:
        basis = [found.tongue.basis(each) for each in photo.basis]
        missing = photo.required and getattr(found.case, "photo", None) is None
        targets.append(Target(completeness.paper_id(photo), found.tongue.say(photo.name), True,
                              basis, missing))  # fmt: skip
    return targets


def _fields(found: Opened) -> list[Target]:
    names = FieldsPresenter(found.case, found.draft, found.tongue, whole=False).names()
    return [Target(name, label, False, [], False) for name, label in names]


def _read(form: Mapping[str, str], targets: Sequence[Target]) -> list[Found]:
    """What was named, of what can be named."""
    found = []
    for each in targets:
        reason = form.get(f"reason:{each.key}", "")
        if reason:
            note = form.get(f"note:{each.key}", "")[:LONGEST_NOTE]
            document, _, of = each.key.partition(" ") if each.paper else ("", "", "")
            found.append(Found(reason=reason, document=document, of=of, note=note,
                               field="" if each.paper else each.key))  # fmt: skip
    return found
