# SPDX-License-Identifier: EUPL-1.2
"""Enter a tariff voted by the council: its price or its grid, without hole nor overlap, and when it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import or_, select

from app.billing.models import Tariff, TariffBracket
from app.billing.permissions import TARIFFS
from app.billing.queries.tariffs import facts_of
from app.billing.rules.brackets import Grid, read_grid, rows_of
from app.billing.rules.tariffs import PriceMethod, SiblingBasis, SiblingKind, check_tariff
from app.billing.strings import _
from app.core.dates import show_day
from app.core.outcome import Address, Refusal, Report, UserError
from app.core.text import Text
from app.forms.records import get
from app.store.uow import Work

PAGE = "billing.tariffs"


def add_tariff(
    work: Work,
    *,
    title: str,
    service: str,
    method: PriceMethod,
    valid_from: date,
    module: str = "canteen",
    category: str | None = None,
    regularity: str | None = None,
    residency: str | None = None,
    amount: Decimal | None = None,
    brackets: Sequence[Mapping[str, Any]] | None = None,
    upper_inclusive: bool = True,
    rate_percent: Decimal | None = None,
    floor: Decimal | None = None,
    cap: Decimal | None = None,
    sibling_basis: SiblingBasis | None = None,
    sibling_kind: SiblingKind | None = None,
    siblings: Sequence[Mapping[str, Any]] | None = None,
    unit_cost: Decimal | None = None,
    decision: int | None = None,
    valid_to: date | None = None,
) -> Report:
    """Raises `UserError` naming the interval at fault when the brackets overlap or leave a gap.

    An open tariff for the same service and the same public is closed the day before; one that would still hold on
    the same days is refused: a price is never ambiguous (canteen reference §10.3).
    """
    work.require(TARIFFS)
    tariff = Tariff(
        module=module or "canteen", title=title, service=service, category=category or None,
        regularity=regularity or None, residency=residency or None, method=method, amount=amount,
        upper_inclusive=bool(upper_inclusive), rate_percent=rate_percent, floor=floor, cap=cap,
        sibling_basis=sibling_basis or None, sibling_kind=sibling_kind or None,
        sibling_values=[str(row["value"]) for row in siblings or () if row.get("value") is not None],
        unit_cost=unit_cost, decision_id=decision, valid_from=valid_from, valid_to=valid_to,
    )  # fmt: skip
    if method is PriceMethod.BRACKETS:
        tariff.brackets = bracket_rows(grid_of(brackets or (), bool(upper_inclusive)))
    check(tariff)
    closed = _make_room(work, tariff)
    work.session.add(tariff)
    work.session.flush()
    report = Report(summary=_("Tarif «\u00a0{title}\u00a0» enregistré.", title=title), records=[Address(PAGE, tariff.id)])
    report.notes += closed
    if tariff.unit_cost is not None and any(price > tariff.unit_cost for price in _prices(tariff)):
        report.notes.append(_("Un prix dépasse le coût par usager (article R531-53 du code de l’éducation)."))
    if decision is None:
        report.notes.append(_("Sans délibération, ce tarif ne sert qu’aux projets de factures."))
    return report


def grid_of(rows: Sequence[Mapping[str, Any]], upper_inclusive: bool = True) -> Grid:
    """The grid typed in a form. Raises `UserError` with every interval at fault."""
    typed = [(row.get("lower"), row.get("upper"), row["price"]) for row in rows if row.get("price") is not None]
    found = read_grid(typed, upper_inclusive)
    if isinstance(found, Grid):
        return found
    sentences = "\u202f; ".join(str(refusal.why) for refusal in found)
    raise UserError(_("Grille refusée\u00a0: {faults}.", faults=sentences), "brackets")


def bracket_rows(grid: Grid) -> list[TariffBracket]:
    """The grid as it is stored."""
    return [
        TariffBracket(position=position, lower=lower, upper=upper, price=price)
        for position, (lower, upper, price) in enumerate(rows_of(grid))
    ]


def check(tariff: Tariff) -> None:
    """Raise `UserError` with the first fault of a tariff."""
    faults: list[Refusal] = check_tariff(facts_of(tariff))
    if faults:
        raise UserError(str(faults[0]))
    if (tariff.sibling_basis is None) != (not tariff.sibling_values) or (
        (tariff.sibling_basis is None) != (tariff.sibling_kind is None)
    ):
        raise UserError(_("Pour les fratries, choisissez la règle, sa nature et au moins une valeur."), "siblings")


def _prices(tariff: Tariff) -> list[Decimal]:
    known = [tariff.amount, tariff.cap, *(row.price for row in tariff.brackets)]
    return [price for price in known if price is not None]


def _make_room(work: Work, tariff: Tariff) -> list[Text]:
    """Close the open tariffs that the new one follows. Raises `UserError` when one would hold on the same days."""
    notes: list[Text] = []
    query = select(Tariff).where(
        Tariff.module == tariff.module, Tariff.service == tariff.service,
        or_(Tariff.valid_to.is_(None), Tariff.valid_to >= tariff.valid_from),
    )  # fmt: skip
    if tariff.valid_to is not None:
        query = query.where(Tariff.valid_from <= tariff.valid_to)
    for other in work.session.scalars(query):
        same = (other.category, other.regularity, other.residency)
        if same != (tariff.category, tariff.regularity, tariff.residency):
            continue
        if other.valid_to is not None or other.valid_from >= tariff.valid_from:
            raise UserError(
                _(
                    "Le tarif «\u00a0{title}\u00a0» vaut déjà pour ce public à partir du {day}\u00a0: fermez-le d’abord.",
                    title=other.title,
                    day=show_day(other.valid_from),
                ),
                "valid_from",
            )
        other.valid_to = tariff.valid_from - timedelta(days=1)
        notes.append(
            _("Le tarif «\u00a0{title}\u00a0» s’arrête le {day}.", title=other.title, day=show_day(other.valid_to))
        )
    return notes


def change_brackets(
    work: Work, *, id: int, brackets: Sequence[Mapping[str, Any]], upper_inclusive: bool | None = None
) -> Report:
    """Correct the grid of a tariff; invoices already issued keep the price that they have."""
    work.require(TARIFFS)
    tariff = get(work.session, Tariff, id)
    if upper_inclusive is not None:
        tariff.upper_inclusive = bool(upper_inclusive)
    grid = grid_of(brackets, tariff.upper_inclusive)
    tariff.brackets.clear()
    work.session.flush()
    tariff.brackets = bracket_rows(grid)
    check(tariff)
    work.session.flush()
    return Report(summary=_("Grille enregistrée."), records=[Address(PAGE, id)])


def close_tariff(work: Work, *, id: int, valid_to: date) -> Report:
    """The tariff of that id no longer holds after `valid_to`."""
    work.require(TARIFFS)
    tariff = get(work.session, Tariff, id)
    if valid_to < tariff.valid_from:
        raise UserError(_("La fin précède le début."), "valid_to")
    if tariff.valid_to is not None and valid_to > tariff.valid_to:
        # It would hold again on days that another one may price.
        raise UserError(
            _(
                "Ce tarif s’arrête déjà le {day}\u00a0: pour le prolonger, entrez un nouveau tarif.",
                day=show_day(tariff.valid_to),
            ),
            "valid_to",
        )
    tariff.valid_to = valid_to
    work.session.flush()
    return Report(
        summary=_("Le tarif «\u00a0{title}\u00a0» s’arrête le {day}.", title=tariff.title, day=show_day(valid_to)),
        records=[Address(PAGE, id)],
    )
