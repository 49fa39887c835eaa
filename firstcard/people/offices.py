"""Which office is in charge of a region: the nearest one of a kind, from the packs or recorded."""

from __future__ import annotations

from dataclasses import dataclass

from firstcard.people.models import Office
from firstcard.policy.book import RuleBook
from firstcard.policy.format import Text
from firstcard.policy.region_codes import lies_in, upward

_CITY = 4  # digits of a region's code


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An office to choose. `address`, `hours`: None where no source gives them."""

    code: str
    kind: str
    region: str
    name: Text
    address: Text | None
    hours: Text | None
    sample: bool


def near(*, kind: str, region: str, book: RuleBook) -> list[Place]:
    """Every office of a kind in the city of a region: the packs', and others recorded here.

    The nearest first: of the same division, then of the same city.
    """
    written = [Place(code=each.id, kind=kind, region=each.region, name=each.name,
                     address=each.address, hours=each.hours, sample=each.sample)
               for each in book.offices(kind, region, book.chain(region))]  # fmt: skip
    known = {each.code for each in written}
    others = Office.objects.filter(kind=kind, region__startswith=region[:_CITY])
    found = written + [
        place_of(office=row) for row in others.order_by("code") if row.code not in known
    ]
    return sorted(found, key=lambda each: -_common(each.region, region))


def _common(one: str, other: str) -> int:
    return next((digits for digits in (6, _CITY, 2) if one[:digits] == other[:digits]), 0)


def recorded(*, place: Place) -> Office:
    """The office of a place, which is recorded when it is named for the first time."""
    return _recorded(place.code, place.name.zh, place.name.en, place.kind, place.region,
                     sample=place.sample)  # fmt: skip


def serves(*, office: str, region: str) -> bool:
    """Whether an office of one region is for another: it covers it, or lies in the same city."""
    return lies_in(region, office) or office[:_CITY] == region[:_CITY]


def named(*, code: str, book: RuleBook) -> Text | None:
    """The name of an office of the packs, or of one recorded here; None for no such code."""
    written = (each.name for pack in book.packs.values() for each in pack.offices
               if each.id == code)  # fmt: skip
    found = next(written, None)
    row = Office.objects.filter(code=code).first() if found is None and code else None
    return Text(row.name_en, row.name_zh) if row is not None else found


def place_of(*, office: Office) -> Place:
    """An office that is recorded here, as one to choose."""
    name = Text(office.name_en, office.name_zh)
    return Place(code=office.code, kind=office.kind, region=office.region, address=None,
                 hours=None, name=name, sample=office.sample)  # fmt: skip


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
