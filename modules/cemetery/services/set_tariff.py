# SPDX-License-Identifier: EUPL-1.2
"""Enter a tariff of the council: no overlap, no abolished tax, police fees within the law (§12.1, §12.3)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from app.billing.models import CouncilDecision
from app.core.dates import show_day
from app.core.money import show_money
from app.core.outcome import Address, Report, UserError
from app.forms.records import get
from app.store.uow import Work
from modules.cemetery import models as m
from modules.cemetery.permissions import SETUP
from modules.cemetery.rules.codes import DurationCode, PlotKind, TariffOperation
from modules.cemetery.rules.limits import check_police_fee
from modules.cemetery.rules.prices import BY_DURATION, check_tariff, line_title, rivals
from modules.cemetery.rules.terms import duration_code
from modules.cemetery.strings import _
from modules.cemetery.tariffs_of import line_of, tariff_lines

PAGE = "cemetery.tariffs"


def set_tariff(
    work: Work,
    *,
    operation: TariffOperation,
    base_price: Decimal,
    valid_from: date,
    valid_to: date | None = None,
    plot_kind: PlotKind | None = None,
    years: int | None = None,
    perpetual: bool = False,
    base_surface_m2: Decimal | None = None,
    extra_price_per_m2: Decimal | None = None,
    per_place_price: Decimal | None = None,
    non_resident_factor: Decimal | None = None,
    decision: int | None = None,
    replaces: bool = False,
) -> Report:
    """Add a tariff in force from `valid_from` to `valid_to`, both included; prices in euros.

    `replaces` ends the open tariff of the same key the day before. Raises `UserError` when it overlaps
    another one, when it prices a length that an act needs and none is given, or when the law forbids it.
    """
    work.require(SETUP)
    _check(work, operation, base_price, valid_from, years, perpetual)
    duration = _duration(operation, years, perpetual)
    row = m.CemeteryTariff(
        operation=operation, plot_kind=plot_kind, duration=duration, years=years, base_price=base_price,
        base_surface_m2=base_surface_m2, extra_price_per_m2=extra_price_per_m2, per_place_price=per_place_price,
        non_resident_factor=non_resident_factor, decision_id=decision, valid_from=valid_from, valid_to=valid_to,
    )  # fmt: skip
    notes = _end_former(work, row) if replaces else []
    line = line_of(row)
    check_tariff(tariff_lines(work.session), line)
    work.session.add(row)
    work.session.flush()
    voted = work.session.get(CouncilDecision, decision) if decision is not None else None
    if voted is None:
        notes.append(str(_("Ce tarif n’a pas de délibération\u00a0: rattachez-la dès qu’elle est votée.")))
    elif voted.executable_on is None:
        notes.append(str(_("La délibération {number} n’est pas encore exécutoire.", number=voted.number)))
    return Report(
        summary=_(
            "Tarif «\u00a0{title}\u00a0»\u00a0: {price} à partir du {day}.",
            title=line_title(line),
            price=show_money(base_price),
            day=show_day(valid_from),
        ),
        notes=[*notes],
        records=[Address(PAGE, row.id)],
    )


def _check(
    work: Work,
    operation: TariffOperation,
    price: Decimal,
    valid_from: date,
    years: int | None,
    perpetual: bool,
) -> None:
    if operation is TariffOperation.POLICE_FEE:
        check_police_fee(price, valid_from)
    if operation is TariffOperation.SUPERPOSITION and not work.setting("cemetery.superposition_fee", False):
        raise UserError(
            _(
                "Le droit de superposition n’est pas proposé\u00a0: sa légalité est discutée\u00a0; activez-le d’abord dans les réglages."
            ),
            "operation",
        )
    if operation in BY_DURATION and years is None and not perpetual:
        raise UserError(_("Donnez la durée en années, ou dites que la concession est perpétuelle."), "years")
    if years is not None and (perpetual or years < 1):
        raise UserError(_("Une concession est perpétuelle, ou bien d’un nombre d’années."), "years")


def _duration(operation: TariffOperation, years: int | None, perpetual: bool) -> DurationCode | None:
    if operation not in BY_DURATION:
        return None
    return DurationCode.PERP if perpetual else duration_code(years)


def _end_former(work: Work, row: m.CemeteryTariff) -> list[str]:
    """The open tariff that this one replaces stops the day before."""
    notes = []
    for rival in rivals(tariff_lines(work.session), line_of(row)):
        if rival.valid_to is None and rival.valid_from < row.valid_from:
            former = work.session.get_one(m.CemeteryTariff, rival.id)
            former.valid_to = row.valid_from - timedelta(days=1)
            day = show_day(former.valid_to)
            notes.append(
                str(_("Le tarif «\u00a0{title}\u00a0» s’arrête le {day}.", title=line_title(rival), day=day))
            )
    work.session.flush()
    return notes


def end_tariff(work: Work, *, id: int, valid_to: date) -> Report:
    """The tariff of that id no longer holds after `valid_to`; it may be shortened, never lengthened."""
    work.require(SETUP)
    row = get(work.session, m.CemeteryTariff, id)
    if valid_to < row.valid_from:
        raise UserError(
            _("La fin du tarif précède son début\u00a0: corrigez l’une des deux dates."), "valid_to"
        )
    if row.valid_to is not None and valid_to > row.valid_to:
        raise UserError(
            _("Ce tarif s’arrête déjà le {day}\u00a0: entrez-en un nouveau.", day=show_day(row.valid_to)),
            "valid_to",
        )
    row.valid_to = valid_to
    work.session.flush()
    title = line_title(line_of(row))
    return Report(
        summary=_("Le tarif «\u00a0{title}\u00a0» s’arrête le {day}.", title=title, day=show_day(valid_to)),
        records=[Address(PAGE, id)],
    )
