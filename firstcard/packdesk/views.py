"""The pages on packs. Whatever an address names is looked up in the rule book that serves."""

from datetime import date
from difflib import get_close_matches
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from firstcard.guidance.today import today
from firstcard.guidance.views import frame
from firstcard.guidance.words import LANGS
from firstcard.packdesk import addresses
from firstcard.packdesk.copies import Copy, CopyUnreadable, compared, copies, with_plans
from firstcard.packdesk.presenters.diff import DiffPresenter
from firstcard.packdesk.presenters.document import DocumentPresenter
from firstcard.packdesk.presenters.graph import present_graph
from firstcard.packdesk.presenters.laws import LawsPresenter
from firstcard.packdesk.presenters.packs import present_pack, present_tree
from firstcard.packdesk.presenters.tongue import Tongue
from firstcard.packdesk.presenters.work import ORDERS, present_work
from firstcard.packdesk.queries.documents import documents, own_name
from firstcard.packdesk.queries.work import WHYS
from firstcard.packdesk.words import vocabulary, word
from firstcard.people.identity_numbers import mask_in_text
from firstcard.policy.fact_values import read_date

_WORDS = {lang: vocabulary(lang) for lang in LANGS}
_DIGEST = 64
_NEAR = 6
_NAME_SHOWN = 60


@require_safe
def packs(request: HttpRequest) -> HttpResponse:
    """All packs as a tree."""
    book, lang = frame.book(), frame.language()
    tree = present_tree(book=book, lang=lang)
    return _page(request, "tree", word("title", lang), nodes=tree)


@require_safe
def pack(request: HttpRequest, pack: str) -> HttpResponse:
    """One pack."""
    tongue = _tongue(pack)
    if tongue is None:
        return _no_pack(request, pack)
    view = present_pack(tongue=tongue, on=today())
    return _page(request, "pack", view.name, tongue, view=view)


@require_safe
def document(request: HttpRequest, pack: str, document: str) -> HttpResponse:
    """One document in a pack's region, on a day."""
    tongue = _tongue(pack)
    if tongue is None:
        return _no_pack(request, pack)
    name = own_name(tongue.book, tongue.chain, document)
    if name is None:
        return _no_document(request, tongue, document)
    day, wrong = _day(request.GET.get("on"))
    view = DocumentPresenter(tongue=tongue, name=name, on=day).view()
    spoken = "rule_today" if day == today() else "rule_on"
    summary = [("on", tongue.word("day_wrong"))] if wrong else []
    return _page(request, "document", view.name, tongue, view=view, on=day.isoformat(),
                 asked=wrong or day.isoformat(), summary=summary,
                 graph=addresses.graph(tongue.pack, name) if view.needs else "",
                 graph_title=tongue.word("graph_of", name=view.name),
                 parent_title=tongue.word("parent_differs", parent=view.parent),
                 rule_title=tongue.word(spoken, day=tongue.day(day)))  # fmt: skip


@require_safe
def graph(request: HttpRequest, pack: str, document: str) -> HttpResponse:
    """What leads to a document, as a picture and as a list."""
    tongue = _tongue(pack)
    if tongue is None:
        return _no_pack(request, pack)
    name = own_name(tongue.book, tongue.chain, document)
    if name is None:
        return _no_document(request, tongue, document)
    view = present_graph(tongue=tongue, goal=name, on=today())
    return _page(request, "graph", view.title, tongue, view=view,
                 rule_title=tongue.word("rule_today", day=tongue.day(today())),
                 document=addresses.document(pack, name),
                 document_name=tongue.document(name))  # fmt: skip


@require_safe
def laws(request: HttpRequest, pack: str) -> HttpResponse:
    """Instruments and sources, and what rests on each."""
    tongue = _tongue(pack)
    if tongue is None:
        return _no_pack(request, pack)
    view = LawsPresenter(tongue=tongue).view()
    return _page(request, "laws", tongue.word("laws"), tongue, view=view)


@require_safe
def work(request: HttpRequest, pack: str) -> HttpResponse:
    """What is to be verified or settled."""
    tongue = _tongue(pack)
    if tongue is None:
        return _no_pack(request, pack)
    order = next((each for each in ORDERS if each == request.GET.get("by")), ORDERS[0])
    why = next((each for each in WHYS if each == request.GET.get("why")), None)
    view = present_work(tongue=tongue, order=order, why=why)
    return _page(request, "work", tongue.word("work"), tongue, view=view, order=order, why=why,
                 total=tongue.word("work_total", n=view.total),
                 orders=[(each, tongue.word(f"order_{each}")) for each in ORDERS])  # fmt: skip


@require_safe
def diff(request: HttpRequest, pack: str) -> HttpResponse:
    """Two versions of a pack, or a pack and the one above it."""
    tongue = _tongue(pack)
    if tongue is None:
        return _no_pack(request, pack)
    presenter = DiffPresenter(tongue=tongue)
    known = {copy.digest: copy for copy in copies(tongue.book, pack)}
    old, new = (request.GET.get(side, "")[:_DIGEST] for side in ("old", "new"))
    above = tongue.book.packs[pack].form.parent
    context: dict[str, Any] = {
        "choices": presenter.choices(known.values()), "single": len(known) == 1,
        "relatives": _relatives(tongue, chosen=(old, new)), "old": old, "new": new,
    }  # fmt: skip
    if above and (old, new) == (above, pack):
        context |= _regions(presenter, above)
    elif old or new:
        if old not in known or new not in known:
            return _no_version(request, tongue, old if old not in known else new)
        try:
            context |= _versions(request, presenter, known[old], known[new])
        except CopyUnreadable:
            return _missing(request, tongue.word("copy_unreadable"), _back_to_diff(tongue), tongue)
    return _page(request, "diff", tongue.word("diff"), tongue, **context)


def _versions(
    request: HttpRequest, presenter: DiffPresenter, old: Copy, new: Copy
) -> dict[str, Any]:
    plans = request.GET.get("plans") == "yes"
    make = with_plans if plans else compared
    return {
        "view": presenter.versions(make(frame.book(), old, new)),
        "plans": plans,
        "old_words": presenter.choice(old),
        "new_words": presenter.choice(new),
    }


def _regions(presenter: DiffPresenter, above: str) -> dict[str, Any]:
    tongue, day = presenter.tongue, today()
    tables = tongue.book.packs[tongue.pack].tables.values()
    return {
        "regions": presenter.regions(day),
        "parent_name": tongue.pack_name(above),
        "rule_title": tongue.word("rule_today", day=tongue.day(day)),
        "tables": [(tongue.say(table.head.title),
                    addresses.pack(tongue.pack, f"table-{table.head.id}")) for table in tables],
    }  # fmt: skip


def _relatives(tongue: Tongue, chosen: tuple[str, str]) -> list[tuple[str, str, bool]]:
    """The packs above and below, as pairs that can be compared."""
    packs = tongue.book.packs
    pairs = [(above, tongue.pack) for above in (packs[tongue.pack].form.parent,) if above]
    pairs += [(tongue.pack, name) for name, pack in packs.items()
              if pack.form.parent == tongue.pack]  # fmt: skip
    return [(f"{tongue.pack_name(above)} → {tongue.pack_name(below)}",
             addresses.diff(below, above, below), (above, below) == chosen)
            for above, below in pairs]  # fmt: skip


def _no_version(request: HttpRequest, tongue: Tongue, name: str) -> HttpResponse:
    said = tongue.word("missing_version", name=_repeated(name))
    return _missing(request, said, _back_to_diff(tongue), tongue)


def _back_to_diff(tongue: Tongue) -> list[tuple[str, str]]:
    return [(tongue.word("diff"), addresses.diff(tongue.pack))]


def _page(
    request: HttpRequest, template: str, title: str, tongue: Tongue | None = None, **context: Any
) -> HttpResponse:
    lang = frame.language()
    shared: dict[str, Any] = {"t": _WORDS[lang]}
    if tongue:
        shared |= {
            "pack": tongue.pack,
            "pack_name": tongue.pack_name(tongue.pack),
            "tabs": _tabs(tongue, request.path),
        }
    return frame.page(request, f"packdesk/{template}", title, **shared, **context)


def _tabs(tongue: Tongue, here: str) -> list[tuple[str, str, bool]]:
    """The pages of one pack: words, address, whether it is this one."""
    pages = [
        (tongue.pack_name(tongue.pack), addresses.pack(tongue.pack)),
        (tongue.word("laws"), addresses.laws(tongue.pack)),
        (tongue.word("work"), addresses.work(tongue.pack)),
        (tongue.word("diff"), addresses.diff(tongue.pack)),
    ]
    return [(words, address, address == here) for words, address in pages]


def _tongue(pack: str) -> Tongue | None:
    book = frame.book()
    return Tongue(frame.language(), book, book.chain_of(pack)) if pack in book.packs else None


def _day(text: str | None) -> tuple[date, str]:
    """The day asked for; today, and what was typed, where that is no day."""
    if not text:
        return today(), ""
    try:
        return read_date(text.strip()), ""
    except ValueError:
        return today(), _repeated(text)


def _repeated(text: str) -> str:
    """What an address asked for, as a page may say it: short, and never an identity number."""
    return mask_in_text(text)[:_NAME_SHOWN]


def _no_pack(request: HttpRequest, name: str) -> HttpResponse:
    book, lang = frame.book(), frame.language()
    links = [(Tongue(lang, book, book.chain_of(each)).pack_name(each), addresses.pack(each))
             for each in book.packs]  # fmt: skip
    return _missing(request, word("missing_pack", lang, name=_repeated(name)), links)


def _no_document(request: HttpRequest, tongue: Tongue, name: str) -> HttpResponse:
    known = documents(tongue.book, tongue.chain)
    near = get_close_matches(_repeated(name), known, n=_NEAR, cutoff=0.3)
    links = [(tongue.document(each), addresses.document(tongue.pack, each))
             for each in near or _usual(tongue)]  # fmt: skip
    said = tongue.word("missing_document", pack=tongue.pack_name(tongue.pack),
                       name=_repeated(name))  # fmt: skip
    links.append((tongue.pack_name(tongue.pack), addresses.pack(tongue.pack)))
    return _missing(request, said, links, tongue)


def _usual(tongue: Tongue) -> tuple[str, ...]:
    return tongue.book.want(tongue.book.packs[tongue.pack].form.region)


def _missing(
    request: HttpRequest, said: str, links: list[tuple[str, str]], tongue: Tongue | None = None
) -> HttpResponse:
    title = word("missing_title", frame.language())
    response = _page(request, "missing", title, tongue, said=said, links=links)
    response.status_code = HTTPStatus.NOT_FOUND
    return response
