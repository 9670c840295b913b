# SPDX-License-Identifier: EUPL-1.2
"""From what modules charge to the lines of drafts: third parties bear their share, only differences are billed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from app.billing.models import InvoiceLine, LineKind, PartyRole, PayerShare
from app.billing.queries import Covered
from app.billing.rules.invoicing import Difference, DifferenceKind, differences
from app.billing.rules.shares import share_each
from app.billing.strings import _
from app.contract import ChargeItem, ChargeLine, Charges
from app.core.dates import show_day
from app.core.money import ZERO, round_half_up, show_money

ChargeSource = Callable[[Session, date, date, "Sequence[int] | None"], Charges]
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Item:
    """One thing on a line: what the line adds to what is covered, and what was covered before it."""

    key: str
    day: date
    amount: Decimal
    before: Decimal = ZERO

    def plain(self) -> list[str]:
        """As JSON keeps it."""
        return [self.key, self.day.isoformat(), str(self.amount), str(self.before)]

    @classmethod
    def read(cls, row: Sequence[str]) -> Item:
        """The inverse of `plain`."""
        return cls(row[0], date.fromisoformat(row[1]), Decimal(row[2]), Decimal(row[3]))


@dataclass(frozen=True)
class DraftLine:
    """A line about to be written, for one payer."""

    kind: LineKind
    label: str
    amount: Decimal
    group: str = ""
    person_id: int | None = None
    role: PartyRole = PartyRole.BENEFICIARY
    basis: str = ""
    module: str = ""
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    gross: Decimal | None = None
    third_party: str | None = None
    items: tuple[Item, ...] = ()
    why: tuple[str, ...] = ()
    snapshot: Mapping[str, Any] = field(default_factory=dict, compare=False)
    decision_id: int | None = None
    source_id: int | None = None
    first_on: date | None = None
    last_on: date | None = None


def module_of(key: str) -> str:
    """The module that charges an item."""
    return key.partition(":")[0]


# ---------------------------------------------------------------- gathering


def gather(sources: Iterable[ChargeSource], session: Session, first: date, last: date) -> Charges:
    """What every source charges for a period, in one value."""
    gathered = Charges()
    for source in sources:
        charges = source(session, first, last, None)
        gathered.lines += charges.lines
        gathered.refusals += charges.refusals
        for mine, theirs in ((gathered.blocked, charges.blocked), (gathered.warnings, charges.warnings)):
            for payer_id, refusals in theirs.items():
                mine.setdefault(payer_id, []).extend(refusals)
    return gathered


# ---------------------------------------------------------------- third parties


def share_out(
    lines: Iterable[ChargeLine], shares: Mapping[int, Sequence[PayerShare]], titles: Mapping[int, str]
) -> list[tuple[int, DraftLine]]:
    """(payer, line) once third parties took their part; the family's line keeps the gross amount beside its own.

    The part of a third party is not a lower price (canteen reference §10.3): both parts add up to the charge.
    """
    found: list[tuple[int, DraftLine]] = []
    for line in lines:
        share = next((s for s in shares.get(line.payer_id, ()) if _holds(s, line)), None)
        own = _draft_line(line)
        if share is None or line.amount <= 0:
            found.append((line.payer_id, own))
            continue
        weights = (HUNDRED - share.percent, share.percent)
        parts = share_each([item.amount for item in line.items], weights)
        mine = tuple(replace(item, amount=part[0]) for item, part in zip(own.items, parts, strict=True))
        theirs = tuple(
            replace(item, key=f"{item.key}@{line.payer_id}", amount=part[1])
            for item, part in zip(own.items, parts, strict=True)
        )
        third = titles.get(share.third_party_id, "")
        why = (*own.why, str(_("{percent}\u00a0% pris en charge par {third}", percent=_percent(share.percent), third=third)))
        amount = sum((item.amount for item in mine), ZERO)
        rest = line.amount - amount
        if amount:
            found.append((line.payer_id, replace(own, amount=amount, items=mine, third_party=third, why=why)))
        found.append((share.third_party_id, replace(own, amount=rest, items=theirs, gross=line.amount, why=why)))
    return found


def _holds(share: PayerShare, line: ChargeLine) -> bool:
    day = line.items[-1].day if line.items else None
    if day is None:
        return False
    return share.valid_from <= day and (share.valid_to is None or day <= share.valid_to)


def _percent(value: Decimal) -> str:
    return format(value.normalize(), "f").replace(".", ",")


def _draft_line(line: ChargeLine) -> DraftLine:
    items = tuple(_item(item) for item in line.items)
    days = [item.day for item in items]
    return DraftLine(
        kind=LineKind.CHARGE, label=line.label, amount=line.amount, group=line.group, person_id=line.person_id,
        basis=line.basis, module=module_of(items[0].key) if items else "", quantity=line.quantity,
        unit_price=line.unit_price, gross=line.amount, items=items, why=line.why, snapshot=line.snapshot,
        decision_id=line.decision_id, first_on=min(days, default=None), last_on=max(days, default=None),
    )  # fmt: skip


def _item(item: ChargeItem) -> Item:
    return Item(item.key, item.day, item.amount)


# ---------------------------------------------------------------- differences


def to_bill(
    lines: Sequence[DraftLine],
    cover: Mapping[str, Covered],
    billed: Mapping[int, InvoiceLine],
    withdraw: bool = True,
) -> list[DraftLine]:
    """What one payer must still be billed for a period: `lines` minus what is covered (canteen reference §12.7).

    Nothing is billed twice; a line all of whose items are new stands as it is. `billed` are the lines that
    cover the items, to name what is corrected. Without `withdraw`, items that nothing charges stay as they are:
    for a period about which the modules could not answer everything.
    """
    current = {item.key: item.amount for line in lines for item in line.items}
    found = {d.key: d for d in differences(current, {key: known.amount for key, known in cover.items()})}
    result: list[DraftLine] = []
    changed: dict[tuple[str, str], list[tuple[DraftLine, Item, Decimal]]] = {}
    for line in lines:
        fresh = tuple(item for item in line.items if _is_new(found.get(item.key), cover.get(item.key)))
        if fresh:
            before = tuple(replace(item, before=_before(cover, item.key)) for item in fresh)
            result.append(replace(line, items=before) if len(fresh) == len(line.items) else _part(line, before))
        for item in line.items:
            difference = found.get(item.key)
            if difference is not None and item not in fresh:
                delta = replace(item, amount=difference.amount, before=_before(cover, item.key))
                changed.setdefault((line.group, line.label), []).append((line, delta, item.amount))
    if withdraw:
        for difference in found.values():
            if difference.kind is DifferenceKind.WITHDRAWN:
                known = cover[difference.key]
                former = _former(billed[known.line_id])
                item = Item(difference.key, known.day, difference.amount, known.amount)
                changed.setdefault((former.group, former.label), []).append((former, item, ZERO))
    corrections = (_correction(group) for group in changed.values())
    return result + [line for line in corrections if line is not None]


def _is_new(difference: Difference | None, known: Covered | None) -> bool:
    """Never billed, or wholly given back by a credit note."""
    return difference is not None and (known is None or known.amount == 0)


def _before(cover: Mapping[str, Covered], key: str) -> Decimal:
    known = cover.get(key)
    return ZERO if known is None else known.amount


def _part(line: DraftLine, items: tuple[Item, ...]) -> DraftLine:
    """The line with only some of its items."""
    amount = sum((item.amount for item in items), ZERO)
    whole = line.quantity is not None and line.quantity == len(line.items)
    gross = line.gross if line.gross is not None else line.amount
    days = [item.day for item in items]
    return replace(
        line, items=items, amount=amount, quantity=Decimal(len(items)) if whole else None,
        unit_price=line.unit_price if whole else None,
        gross=amount if gross == line.amount else round_half_up(gross * amount / line.amount),
        first_on=min(days), last_on=max(days),
    )  # fmt: skip


def _correction(group: Sequence[tuple[DraftLine, Item, Decimal]]) -> DraftLine | None:
    """One line for all that changed under the same heading; None when the changes cancel out."""
    amount = sum((item.amount for _line, item, _now in group), ZERO)
    if amount == 0:
        return None
    line = group[0][0]
    days = [item.day for _line, item, _now in group]
    details = [
        str(_("le {day}\u00a0: {before} devient {now}", day=show_day(i.day), before=show_money(i.before), now=show_money(now)))
        for _line, i, now in sorted(group, key=lambda row: row[1].day)
    ]
    return replace(
        line, kind=LineKind.CORRECTION, label=str(_("Correction\u00a0: {label}", label=line.label)),
        amount=amount, gross=amount, quantity=None, unit_price=None, third_party=None,
        items=tuple(item for _line, item, _now in group), why=(*details, *line.why),
        first_on=min(days), last_on=max(days),
    )  # fmt: skip


def _former(line: InvoiceLine) -> DraftLine:
    """What a stored line said, to correct it."""
    party = next((p for p in line.invoice.parties if p.position == line.party_position), None)
    label = line.label.removeprefix(str(_("Correction\u00a0: {label}", label="")))
    return DraftLine(
        kind=LineKind.CORRECTION, label=label, amount=ZERO, group=(party.title or "") if party else "",
        person_id=party.person_id if party else None, basis=line.basis, module=line.module,
        snapshot=line.snapshot, decision_id=line.decision_id, source_id=line.invoice_id,
    )  # fmt: skip


