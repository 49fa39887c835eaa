"""Which office is in charge of a region: the nearest one of a kind, from the packs or recorded."""

from __future__ import annotations

from firstcard.people.models import Office
from firstcard.policy.book import RuleBook
from firstcard.policy.region_codes import upward


def office_for(*, kind: str, region: str, book: RuleBook) -> Office:
    """The office of that kind in charge of a region: the nearest one known that covers it.

    Known are those of the packs and those recorded here. Where there is none, one is recorded
    under the general name of its kind.
    """
    codes = upward(region)
    near = {office.region: office for office in Office.objects.filter(
        kind=kind, region__in=codes).order_by("-pk")}  # fmt: skip
    for code in codes:
        if code in near:
            return near[code]
        written = next((o for o in book.offices(kind, region, book.chain(region))
                        if o.region == code), None)  # fmt: skip
        if written is not None:
            return _recorded(written.id, written.name.zh, written.name.en, kind, code,
                             sample=written.sample)  # fmt: skip
    return _general(kind, region, book)


def _general(kind: str, region: str, book: RuleBook) -> Office:
    named = book.in_chain(tuple(book.packs), "office_kinds", kind)
    short = named.short or named.name
    where = book.region_name(region)
    return _recorded(f"{kind}-{region}", f"{where.zh}{short.zh}", f"{short.en}, {where.en}", kind,
                     region, sample=False)  # fmt: skip


def _recorded(code: str, name_zh: str, name_en: str, kind: str, region: str, *,
              sample: bool) -> Office:  # fmt: skip
    found, _ = Office.objects.get_or_create(code=code, defaults={
        "name_zh": name_zh, "name_en": name_en, "kind": kind, "region": region, "sample": sample,
    })  # fmt: skip
    return found
