"""Personal accounts while a person's bills are settled: what is left, who is drawn on, by how much.

The owner's own account first or last, as the packs' order of payers says; accounts of the family
in the order that was chosen, each up to its yearly limit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Sum

from firstcard.core.rows import chosen, insert
from firstcard.people.models import Person
from firstcard.settlement.models import AccountEntry, Claim, MutualAid, PersonalAccount

_TOUCHED = """
WHERE t.person_id = %s
   OR t.person_id IN (SELECT a.giver_id FROM settlement_mutualaid a WHERE a.receiver_id = %s)
   OR t.id IN (SELECT e.account_id FROM settlement_accountentry e WHERE e.claim_id = ANY(%s))
ORDER BY t.id FOR NO KEY UPDATE OF t
"""


class Purses:
    """The accounts that bills of one person draw on, locked until the transaction ends."""

    def __init__(
        self, *, person: Person, claims: Sequence[Claim], at: datetime, none: bool = False
    ) -> None:
        """`claims`: those that are settled now, or again. `none`: nobody has one."""
        self._person, self._at = person, at
        of = [each.pk for each in claims if each.pk]
        rows = [] if none else chosen(PersonalAccount, _TOUCHED, [person.pk, person.pk, of])
        self._accounts = {row.pk: row for row, _ in rows}
        self._of = {row.person_id: row for row in self._accounts.values()}
        self._aids: list[MutualAid] = []
        self._old: dict[tuple[int, int], int] = {}
        if self._accounts:  # few families share an account: nothing more is asked of the others
            self._aids += MutualAid.objects.filter(receiver=person).order_by("place", "pk")
            self._old |= _by_claim(AccountEntry.objects.filter(claim__in=of))
        self._used = self._used_up()
        self._new: dict[tuple[int, int], int] = defaultdict(int)

    def _used_up(self) -> dict[tuple[int, int], int]:
        """Fen drawn by this person's bills, by account and year of discharge."""
        if not self._accounts:
            return defaultdict(int)
        rows = (AccountEntry.objects.filter(account__in=self._accounts, claim__person=self._person)
                .values_list("account", "claim__year").annotate(sum=Sum("amount")))  # fmt: skip
        return defaultdict(int, {(account, year): -amount for account, year, amount in rows})

    def give_back(self, claim: Claim) -> None:
        """What a bill drew is there again, for now."""
        for (of, account), amount in self._old.items():
            if of == claim.pk:
                self._accounts[account].balance += amount
                self._used[account, claim.year] -= amount

    def own(self) -> int:
        """What the person's own account has."""
        row = self._of.get(self._person.pk)
        return row.balance if row is not None else 0

    def aid(self, claim: Claim) -> int:
        """What the family's accounts have for a bill."""
        return sum(left for _, left in self._open(claim))

    def draw(self, claim: Claim, *, own: int, aid: int) -> None:
        """Draw for a bill: of the family's accounts, the first ones first."""
        if own:
            self._take(self._of[self._person.pk], claim, own)
        for row, left in self._open(claim):
            part = min(left, aid)
            if part:
                self._take(row, claim, part)
                aid -= part
        assert aid == 0, "a bill draws no more than there is"

    def _take(self, row: PersonalAccount, claim: Claim, amount: int) -> None:
        row.balance -= amount
        self._used[row.pk, claim.year] += amount
        self._new[claim.pk, row.pk] += amount

    def _open(self, claim: Claim) -> list[tuple[PersonalAccount, int]]:
        """The accounts that stood open when the bill was settled first, and what each may give."""
        when = claim.settled_at or self._at
        found = []
        for aid in self._aids:
            row = self._of.get(aid.giver_id)
            if row is None or aid.since > when or (aid.until is not None and aid.until <= when):
                continue
            left = row.balance
            if aid.limit is not None:
                left = min(left, max(0, aid.limit - self._used[row.pk, claim.year]))
            found.append((row, left))
        return found

    def write(self, claims: Iterable[Claim]) -> None:
        """Write what the bills draw more, or less, than before."""
        named = [claim.pk for claim in claims]
        entries = []
        for key in sorted({*self._old, *self._new}, key=lambda key: (named.index(key[0]), key[1])):
            more = self._new.get(key, 0) - self._old.get(key, 0)
            if more:
                entries.append(AccountEntry(
                    account_id=key[1], claim_id=key[0], kind="draw" if more > 0 else "refund",
                    amount=-more, at=self._at))  # fmt: skip
        entries.sort(key=lambda entry: entry.kind == "draw")  # what comes back can be drawn
        self._number(entries)
        insert(*entries)
        for account in {entry.account_id for entry in entries}:
            self._accounts[account].save(update_fields=["balance"])

    def _before(self) -> dict[int, int]:
        """The balances as they were read."""
        found = {row.pk: row.balance for row in self._accounts.values()}
        for (_, account), amount in self._new.items():
            found[account] += amount
        for (_, account), amount in self._old.items():
            found[account] -= amount
        return found

    def _number(self, entries: Sequence[AccountEntry]) -> None:
        """The balance after each, in the order in which they are written."""
        running = self._before()
        for entry in entries:
            running[entry.account_id] += entry.amount
            entry.balance = running[entry.account_id]


def _by_claim(entries: Iterable[AccountEntry]) -> dict[tuple[int, int], int]:
    """Fen drawn by bill and account, refunds taken off."""
    found: dict[tuple[int, int], int] = defaultdict(int)
    for entry in entries:
        assert entry.claim_id is not None
        found[entry.claim_id, entry.account_id] -= entry.amount
    return found
