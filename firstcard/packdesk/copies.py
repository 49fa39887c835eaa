"""The versions of a pack that can be looked at: what serves, what was released, what was kept.

The one module here that touches files. A name from an address is only ever compared with what the
release log, the folder of kept copies and the rule book say is there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from firstcard.guidance.pack_checks import Comparison, compare_among
from firstcard.guidance.packs_folders import kept_folder, store_folder
from firstcard.policy import store as shelf
from firstcard.policy.book import RuleBook
from firstcard.policy.diff import diff_packs
from firstcard.policy.packs import digest, read_pack
from firstcard.policy.reading import PackError
from firstcard.policy.store import StoreError

Where = Literal["serving", "released", "kept"]
_DIGEST = re.compile(r"[0-9a-f]{64}")


class CopyUnreadable(Exception):
    """A copy is missing, was changed after its release, or no longer fits this program."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One version of a pack; `at` is the instant of its release (ISO 8601), or nothing."""

    pack: str
    version: str
    digest: str
    where: Where
    folder: Path
    at: str = ""


def copies(book: RuleBook, pack: str) -> list[Copy]:
    """What is known of a pack, each digest once: what serves first, then the newest release."""
    serving = book.packs[pack]
    found = [Copy(pack, serving.form.version, serving.digest, "serving", serving.folder)]
    for copy in (*_released(pack), *_kept(pack)):
        if copy.digest not in {each.digest for each in found}:
            found.append(copy)
    return found


def _released(pack: str) -> Iterator[Copy]:
    store = store_folder()
    if store is None:
        return
    try:
        log = shelf.releases(store=store)
    except StoreError:
        return  # what serves is shown in any case; `packs verify` names the damage
    for each in reversed(log):
        if each.pack == pack and _DIGEST.fullmatch(each.digest):
            folder = shelf.folder_of(store=store, pack=pack, digest=each.digest)
            yield Copy(pack, each.version, each.digest, "released", folder, each.at)


def _kept(pack: str) -> Iterator[Copy]:
    for folder in sorted((kept_folder() / pack).glob("*/")):
        if _DIGEST.fullmatch(folder.name) and (folder / pack / "pack.yaml").is_file():
            yield Copy(pack, "", folder.name, "kept", folder / pack)


def compared(book: RuleBook, old: Copy, new: Copy) -> Comparison:
    """What differs between two versions, entry by entry. Raises CopyUnreadable.

    Made once for a book and two digests: a digest never gets other contents.
    """
    key = ("packdesk.compared", old.digest, new.digest)
    found: Comparison = book.remembered(key, lambda: _compared(book, old, new))
    return found


def _compared(book: RuleBook, old: Copy, new: Copy) -> Comparison:
    packs = []
    for copy in (old, new):
        if copy.where == "serving":
            packs.append(book.packs[copy.pack])
            continue
        _whole(copy)
        try:
            packs.append(read_pack(copy.folder, shown=copy.pack))
        except (PackError, OSError) as error:
            raise CopyUnreadable(copy.digest) from error
    before, after = packs
    return Comparison(diff_packs(old={before.id: before}, new={after.id: after}), [])


def with_plans(book: RuleBook, old: Copy, new: Copy) -> Comparison:
    """The same, and every worked case whose plan changes; seconds for a large pack.

    Every pack is read anew, so that nothing is laid over the packs that serve. Raises
    CopyUnreadable.
    """
    key = ("packdesk.with-plans", book.digest, old.digest, new.digest)
    found: Comparison = book.remembered(key, lambda: _with_plans(book, old, new))
    return found


def _with_plans(book: RuleBook, old: Copy, new: Copy) -> Comparison:
    for copy in (old, new):
        _whole(copy)
    others = [pack.folder for pack in book.packs.values() if pack.id != old.pack]
    try:
        return compare_among(old=old.folder, new=new.folder, others=others)
    except (PackError, OSError) as error:
        raise CopyUnreadable(f"{old.digest} {new.digest}") from error


def _whole(copy: Copy) -> None:
    """A released copy is what its digest says; a folder that serves may be edited any time."""
    if copy.where == "serving":
        return
    try:
        same = digest(copy.folder) == copy.digest
    except OSError:
        same = False
    if not same:
        raise CopyUnreadable(copy.digest)
