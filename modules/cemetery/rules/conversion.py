# SPDX-License-Identifier: EUPL-1.2
"""Conversion of a concession into a longer one: what the time left is worth, what is due (L2223-16, §6.5)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.core.dates import show_day
from app.core.money import ZERO, show_money
from app.core.outcome import UserError
from modules.cemetery.rules.codes import DurationCode, TariffOperation
from modules.cemetery.rules.facts import TermFacts
from modules.cemetery.rules.prices import Ground, Price, TariffLine, price_of_ground
from modules.cemetery.rules.shares import prorated
from modules.cemetery.rules.terms import add_years, duration_code, duration_gate
from modules.cemetery.rules.time_left import ProrationUnit, TimeLeft, time_left
from modules.cemetery.rules.why import Decision, Gate, Reason
from modules.cemetery.strings import _

RIGHT = "CGCT L2223-16"


class ConversionBasis(StrEnum):
    """What the value of the time left is taken on."""

    PRICE_PAID = "PRICE_PAID"
    CURRENT_TARIFF = "CURRENT_TARIFF"


@dataclass(frozen=True, slots=True)
class ConversionRules:
    """What the commune chose for conversions (§20)."""

    basis: ConversionBasis = ConversionBasis.PRICE_PAID
    unit: ProrationUnit = ProrationUnit.DAYS
    offered: Collection[int | None] = (15, 30, 50)
    """Lengths that the council instituted, in years; None is perpetual."""


@dataclass(frozen=True)
class ConversionAnswer:
    """What a conversion would be: price, credit and sum due in euros, new term, gates and why."""

    price: Price | None
    credit: Decimal | None
    due: Decimal | None
    """`max(0, price - credit)`; None when one of them is missing."""
    start: date
    expires_on: date | None
    """First day out of the new term; None when it is perpetual."""
    time: TimeLeft | None
    decision: Decision
    why: tuple[Reason, ...] = field(default_factory=tuple)

    @property
    def gates(self) -> tuple[Gate, ...]:
        """Every condition, open and closed."""
        return self.decision.gates

    @property
    def allowed(self) -> bool:
        """Whether nothing stands in the way."""
        return self.decision.allowed


def conversion(
    term: TermFacts,
    day: date,
    years: int | None,
    ground: Ground,
    tariffs: Iterable[TariffLine],
    rules: ConversionRules | None = None,
) -> ConversionAnswer:
    """What the conversion of `term` into `years` (None: perpetual) decided on `day` is worth, and why."""
    rules, lines = rules or ConversionRules(), list(tariffs)
    gates = [_in_force(term, day), _longer(term, years), duration_gate(years, rules.offered)]
    expires_on = None if years is None else add_years(day, years)
    if any(not gate.is_open for gate in gates[:2]):
        return ConversionAnswer(None, None, None, day, expires_on, None, Decision(tuple(gates)))
    why: list[Reason] = []
    price = _priced(lines, TariffOperation.CONVERSION, years, ground, day, gates)
    if price:
        why.extend(price.why)
    credit, time = _credit(term, day, lines, ground, rules, gates, why)
    due = None if price is None or credit is None else max(ZERO, price.amount - credit)
    if price is not None and credit is not None and due is not None:
        why.append(
            Reason(
                _(
                    "Reste dû\u00a0: {price} − {credit} = {due}.",
                    price=show_money(price.amount),
                    credit=show_money(credit),
                    due=show_money(due),
                )
                if price.amount >= credit
                else _(
                    "La valeur reprise ({credit}) dépasse le prix ({price})\u00a0: rien n’est dû, rien n’est rendu.",
                    price=show_money(price.amount),
                    credit=show_money(credit),
                ),
                RIGHT,
            )
        )
    why.append(
        Reason(_("La nouvelle durée entière commence le {day}.", day=show_day(day)), RIGHT, {"years": years})
    )
    return ConversionAnswer(price, credit, due, day, expires_on, time, Decision(tuple(gates)), tuple(why))


def _in_force(term: TermFacts, day: date) -> Gate:
    title = _("Concession en cours")
    if term.expires_on is None:
        why = _("la concession est perpétuelle\u00a0: il n’y a rien de plus long")
        return Gate("IN_FORCE", title, False, why, "CGCT L2223-14", overridable=False)
    if day >= term.expires_on:
        why = _(
            "la concession est échue depuis le {day}\u00a0: c’est un renouvellement, non une conversion",
            day=show_day(term.expires_on),
        )
        return Gate("IN_FORCE", title, False, why, RIGHT, overridable=False)
    if day < term.start.first:
        why = _("le terme ne commence que le {day}\u00a0: vérifiez la date", day=show_day(term.start.first))
        return Gate("IN_FORCE", title, False, why, RIGHT, opens_on=term.start.first, overridable=False)
    return Gate("IN_FORCE", title, True, _("jusqu’au {day}", day=show_day(term.expires_on)), RIGHT)


def _longer(term: TermFacts, years: int | None) -> Gate:
    """A conversion goes into a longer category; the length of a term without years is read on its dates."""
    own = term.years
    if own is None and term.expires_on is not None:
        own = term.expires_on.year - term.start.year
    is_longer = years is None or (own is not None and years > own)
    why = _(
        "une conversion se fait vers une durée plus longue\u00a0: choisissez plus de {years} ans",
        years=own or 0,
    )
    return Gate(
        "LONGER", _("Durée plus longue"), is_longer, "" if is_longer else why, RIGHT, overridable=False
    )


def _credit(
    term: TermFacts,
    day: date,
    tariffs: list[TariffLine],
    ground: Ground,
    rules: ConversionRules,
    gates: list[Gate],
    why: list[Reason],
) -> tuple[Decimal | None, TimeLeft | None]:
    """Value of the time left, in euros; None with a closed gate when the price paid is unknown."""
    assert term.expires_on is not None
    base = term.price
    if rules.basis is ConversionBasis.CURRENT_TARIFF:
        operation = TariffOperation.GRANT
        old = _priced(tariffs, operation, term.years, ground, day, gates, term.duration)
        base = old.amount if old else None
    elif base is None:
        reason = _(
            "le prix payé pour le terme en cours n’est pas connu\u00a0: saisissez-le, en euros, d’après le titre ou la quittance"
        )
        gates.append(Gate("PRICE_PAID", _("Prix payé connu"), False, reason, RIGHT, overridable=False))
    if base is None:
        return None, None
    time = time_left(term.start.last, term.expires_on, day, rules.unit)
    credit = prorated(base, time.remaining, time.total)
    why.append(time.reason(day, term.expires_on))
    why.append(
        Reason(
            _(
                "Valeur reprise\u00a0: {base} × {remaining} / {total} = {credit}.",
                base=show_money(base),
                remaining=time.remaining,
                total=time.total,
                credit=show_money(credit),
            ),
            RIGHT,
            {"basis": rules.basis.value},
        )
    )
    return credit, time


def _priced(
    tariffs: list[TariffLine],
    operation: TariffOperation,
    years: int | None,
    ground: Ground,
    day: date,
    gates: list[Gate],
    duration: DurationCode | None = None,
) -> Price | None:
    code = duration or duration_code(years)
    try:
        return price_of_ground(tariffs, operation, ground, code, years, day)
    except UserError as error:
        gates.append(Gate("TARIFF", _("Tarif en vigueur"), False, error.message, overridable=False))
        return None
