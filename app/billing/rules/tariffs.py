# SPDX-License-Identifier: EUPL-1.2
"""Tariffs voted by the council: which one applies on a day, what price it gives, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from app.billing.rules.brackets import Grid
from app.billing.strings import _
from app.core.dates import show_day_long
from app.core.money import round_half_up, show_money, show_number
from app.core.outcome import Refusal
from app.core.text import Msg, Text

HUNDRED = Decimal(100)


class PriceMethod(StrEnum):
    """How a tariff gives its price (canteen reference §10.1)."""

    FIXED = "FIXED"
    BRACKETS = "BRACKETS"
    LINEAR = "LINEAR"
    FLAT_PERIOD = "FLAT_PERIOD"
    FREE = "FREE"


class SiblingBasis(StrEnum):
    """What the price of brothers and sisters depends on."""

    BY_FAMILY_SIZE = "BY_FAMILY_SIZE"
    BY_RANK = "BY_RANK"


class SiblingKind(StrEnum):
    """What the values of a sibling rule are."""

    PRICE = "PRICE"
    PERCENT = "PERCENT"


@dataclass(frozen=True)
class SiblingPlace:
    """Where a child stands in the family: rank from 1, and number of children counted."""

    rank: int = 1
    size: int = 1


@dataclass(frozen=True)
class SiblingRule:
    """A lower price for large families: the n-th value is for n children, or for the n-th child.

    Families larger than the list get its last value. A PERCENT value is a reduction of the unit price.
    """

    basis: SiblingBasis
    kind: SiblingKind
    values: tuple[Decimal, ...]

    def value(self, place: SiblingPlace) -> Decimal:
        """The price (euros) or the reduction (per cent) for a child standing at `place`."""
        number = place.size if self.basis is SiblingBasis.BY_FAMILY_SIZE else place.rank
        return self.values[min(max(number, 1), len(self.values)) - 1]

    def apply(self, base: Decimal, place: SiblingPlace) -> Decimal:
        """Unit price in euros, rounded half up to the cent per unit (§10.4)."""
        value = self.value(place)
        return round_half_up(value if self.kind is SiblingKind.PRICE else base * (HUNDRED - value) / HUNDRED)


@dataclass(frozen=True)
class PriceValues:
    """The figures of a tariff; which ones are filled depends on its method."""

    amount: Decimal | None = None
    """Euros a unit (FIXED) or a period (FLAT_PERIOD)."""
    grid: Grid | None = None
    rate_percent: Decimal | None = None
    """Effort rate, in per cent of the quotient (LINEAR)."""
    floor: Decimal | None = None
    cap: Decimal | None = None


@dataclass(frozen=True)
class DecisionFacts:
    """The council decision that fixes a tariff; it is a draft until `executable_on` is known."""

    number: str
    adopted_on: date
    executable_on: date | None = None
    """Day it was both sent to the State's legality control and published."""
    id: int | None = None


@dataclass(frozen=True)
class Criteria:
    """What is being priced. `words` says it in French inside refusals: « repas, élémentaire, résident »."""

    service: str
    category: str | None = None
    regularity: str | None = None
    residency: str | None = None
    words: Text = field(default="", compare=False)


@dataclass(frozen=True)
class TariffFacts:
    """One tariff. A criterion left to None accepts every value; both days of validity are included."""

    id: int
    service: str
    category: str | None
    regularity: str | None
    residency: str | None
    method: PriceMethod
    values: PriceValues
    valid_from: date
    valid_to: date | None = None
    decision: DecisionFacts | None = None
    title: str = ""
    siblings: SiblingRule | None = None

    @property
    def is_draft(self) -> bool:
        """No executable decision stands behind it: good for drafts only (§10.3)."""
        return self.decision is None or self.decision.executable_on is None

    def holds_on(self, day: date) -> bool:
        """Whether `day` is within its validity."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def suits(self, criteria: Criteria) -> bool:
        """Whether it is made for what `criteria` describes, on any day."""
        return self.service == criteria.service and all(
            own is None or own == asked
            for own, asked in (
                (self.category, criteria.category),
                (self.regularity, criteria.regularity),
                (self.residency, criteria.residency),
            )
        )


@dataclass(frozen=True)
class MissingQuotient:
    """What to do without a quotient: the dearest bracket, or the one of rank `bracket` (from 0)."""

    bracket: int | None = None


HIGHEST = MissingQuotient()


@dataclass(frozen=True)
class Price:
    """A unit price in euros, rounded to the cent, with its reasons and all the parameters it used."""

    amount: Decimal
    why: tuple[Msg, ...]
    bracket: str
    snapshot: Mapping[str, Any] = field(hash=False)
    """Ready for JSON: amounts as strings, days in ISO."""


def resolve(candidates: Iterable[TariffFacts], criteria: Criteria, day: date, draft: bool = False) -> TariffFacts | Refusal:
    """The only tariff for `criteria` on `day`, else TARIFF_MISSING or TARIFF_AMBIGUOUS (§10.3).

    With `draft`, tariffs without an executable decision serve where no executable one exists.
    """
    suited = [tariff for tariff in candidates if tariff.suits(criteria)]
    valid = [tariff for tariff in suited if tariff.holds_on(day)]
    usable = [tariff for tariff in valid if not tariff.is_draft]
    if not usable and draft:
        usable = valid
    if len(usable) == 1:
        return usable[0]
    what = criteria.words or criteria.service
    if usable:
        titles = ", ".join(tariff.title or f"n°\u00a0{tariff.id}" for tariff in usable)
        why = _(
            "plusieurs tarifs valent le {day} ({titles})\u00a0: fermez-en un", day=show_day_long(day), titles=titles
        )
        return Refusal(what, why, code="TARIFF_AMBIGUOUS")
    return Refusal(what, _why_missing(suited, valid, day), code="TARIFF_MISSING")


def _why_missing(suited: list[TariffFacts], valid: list[TariffFacts], day: date) -> Msg:
    shown = show_day_long(day)
    if valid:
        return _("le tarif du {day} n’a pas encore de délibération exécutoire", day=shown)
    ended = [tariff.valid_to for tariff in suited if tariff.valid_to is not None and tariff.valid_to < day]
    if ended:
        last = show_day_long(max(ended))
        return _("aucun tarif voté pour le {day}\u00a0: le dernier s’arrête le {last}", day=shown, last=last)
    return _("aucun tarif voté pour le {day}\u00a0: saisissez-le avec sa délibération", day=shown)


class TariffBook:
    """The tariffs in force, with the answers already given kept: a month asks the same few questions often."""

    def __init__(self, tariffs: Iterable[TariffFacts], draft: bool = False) -> None:
        self.tariffs = tuple(tariffs)
        self.draft = draft
        self._known: dict[tuple[Criteria, date], TariffFacts | Refusal] = {}

    def resolve(self, criteria: Criteria, day: date) -> TariffFacts | Refusal:
        """As `resolve`, remembering the answer."""
        known = self._known.get((criteria, day))
        if known is None:
            known = resolve(self.tariffs, criteria, day, self.draft)
            self._known[criteria, day] = known
        return known


def price(
    tariff: TariffFacts,
    quotient: Decimal | None,
    missing: MissingQuotient = HIGHEST,
    place: SiblingPlace | None = None,
) -> Price | Refusal:
    """Unit price of `tariff` for a family of that quotient, or QUOTIENT_MISSING / TARIFF_INCOMPLETE.

    Rounded half up to the cent before any multiplication (§10.4).
    """
    found = _METHODS[tariff.method](tariff, quotient, missing)
    if isinstance(found, Refusal):
        return found
    if tariff.siblings is not None and place is not None:
        found = with_siblings(found, tariff.siblings, place)
    head = (_tariff_words(tariff),)
    return replace(found, why=head + found.why, snapshot={**_snapshot(tariff, quotient), **found.snapshot})


def _fixed(tariff: TariffFacts, _quotient: Decimal | None, _missing: MissingQuotient) -> Price | Refusal:
    amount = tariff.values.amount
    if amount is None:
        return _incomplete(tariff, _("son prix n’est pas saisi"))
    words = _("forfait de {price}") if tariff.method is PriceMethod.FLAT_PERIOD else _("prix fixe\u00a0: {price}")
    return _price(round_half_up(amount), words.with_values(price=show_money(amount)))


def _free(_tariff: TariffFacts, _quotient: Decimal | None, _missing: MissingQuotient) -> Price | Refusal:
    return _price(Decimal("0.00"), _("gratuit"))


def _by_bracket(tariff: TariffFacts, quotient: Decimal | None, missing: MissingQuotient) -> Price | Refusal:
    grid = tariff.values.grid
    if grid is None or not grid.brackets:
        return _incomplete(tariff, _("sa grille n’est pas saisie"))
    if quotient is not None:
        position = grid.position(quotient)
        words = _("quotient familial de {quotient}, tranche «\u00a0{bracket}\u00a0»\u00a0: {price}")
    elif missing.bracket is None:
        position = grid.highest
        words = _("quotient familial non fourni, tranche la plus élevée «\u00a0{bracket}\u00a0»\u00a0: {price}")
    else:
        position = min(missing.bracket, len(grid.brackets) - 1)
        words = _("quotient familial non fourni, tranche «\u00a0{bracket}\u00a0»\u00a0: {price}")
    amount, label = round_half_up(grid.brackets[position].price), str(grid.label(position))
    shown = "" if quotient is None else show_number(quotient)
    why = words.with_values(quotient=shown, bracket=label, price=show_money(amount))
    return _price(amount, why, label, upper_inclusive=grid.upper_inclusive)


def _linear(tariff: TariffFacts, quotient: Decimal | None, _missing: MissingQuotient) -> Price | Refusal:
    values = tariff.values
    if values.rate_percent is None:
        return _incomplete(tariff, _("son taux d’effort n’est pas saisi"))
    if quotient is None:
        if values.cap is None:
            why = _("le quotient familial n’est pas fourni et le tarif n’a pas de plafond")
            return Refusal(tariff.title, why, code="QUOTIENT_MISSING")
        amount = round_half_up(values.cap)
        return _price(amount, _("quotient familial non fourni, prix plafond\u00a0: {price}", price=show_money(amount)))
    raw = quotient * values.rate_percent / HUNDRED
    if values.floor is not None and raw < values.floor:
        raw, words = values.floor, _("{rate}\u00a0% × quotient de {quotient}, relevé au plancher\u00a0: {price}")
    elif values.cap is not None and raw > values.cap:
        raw, words = values.cap, _("{rate}\u00a0% × quotient de {quotient}, ramené au plafond\u00a0: {price}")
    else:
        words = _("{rate}\u00a0% × quotient de {quotient}\u00a0: {price}")
    amount = round_half_up(raw)
    rate, shown = show_number(values.rate_percent), show_number(quotient)
    return _price(
        amount,
        words.with_values(rate=rate, quotient=shown, price=show_money(amount)),
        rate_percent=str(values.rate_percent),
        floor=None if values.floor is None else str(values.floor),
        cap=None if values.cap is None else str(values.cap),
    )


_METHODS: dict[PriceMethod, Callable[[TariffFacts, Decimal | None, MissingQuotient], Price | Refusal]] = {
    PriceMethod.FIXED: _fixed,
    PriceMethod.FLAT_PERIOD: _fixed,
    PriceMethod.FREE: _free,
    PriceMethod.BRACKETS: _by_bracket,
    PriceMethod.LINEAR: _linear,
}


def linear_limits(values: PriceValues) -> tuple[Decimal | None, Decimal | None]:
    """The quotients from which the floor stops and the cap begins, to the hundredth, to print beside the rate."""
    if not values.rate_percent:
        return None, None

    def reached(limit: Decimal | None) -> Decimal | None:
        return None if limit is None or not values.rate_percent else round_half_up(limit * HUNDRED / values.rate_percent)

    return reached(values.floor), reached(values.cap)


def unit_cost_warning(amount: Decimal, unit_cost: Decimal | None, what: Text = "") -> Refusal | None:
    """A warning when a price exceeds the cost of the service per user (R531-53 Code de l'éducation)."""
    if unit_cost is None or amount <= unit_cost:
        return None
    why = _(
        "le prix de {price} dépasse le coût par usager de {cost} (article R531-53 du code de l’éducation)",
        price=show_money(amount),
        cost=show_money(unit_cost),
    )
    return Refusal(what, why, code="ABOVE_UNIT_COST")


def check_tariff(tariff: TariffFacts) -> list[Refusal]:
    """Faults of a tariff as it is entered, its grid apart (see `check_brackets`)."""
    values, faults = tariff.values, []
    if tariff.valid_to is not None and tariff.valid_to < tariff.valid_from:
        faults.append(Refusal(tariff.title, _("la fin de validité précède le début"), code="TARIFF_DATES"))
    if values.floor is not None and values.cap is not None and values.floor > values.cap:
        faults.append(Refusal(tariff.title, _("le plancher dépasse le plafond"), code="TARIFF_LIMITS"))
    if any(part is not None and part < 0 for part in (values.amount, values.rate_percent, values.floor, values.cap)):
        faults.append(Refusal(tariff.title, _("un prix ne peut pas être négatif"), code="TARIFF_NEGATIVE"))
    if tariff.method not in (PriceMethod.FREE, PriceMethod.BRACKETS):
        probe = price(tariff, Decimal(0))
        faults.extend([probe] if isinstance(probe, Refusal) else [])
    return faults


def with_siblings(found: Price, rule: SiblingRule, place: SiblingPlace) -> Price:
    """`found` lowered for a child standing at `place`, with the reason; unchanged by a reduction of nothing."""
    amount, value = rule.apply(found.amount, place), rule.value(place)
    if rule.kind is SiblingKind.PERCENT and not value:
        return found
    number = place.size if rule.basis is SiblingBasis.BY_FAMILY_SIZE else place.rank
    if rule.basis is SiblingBasis.BY_FAMILY_SIZE:
        words = _("famille de {number} enfants inscrits\u00a0: {price}")
        if number == 1:
            words = _("un seul enfant inscrit\u00a0: {price}")
    else:
        words = _("enfant de rang {number} dans la famille\u00a0: {price}")
    kept = {"basis": rule.basis.value, "kind": rule.kind.value, "value": str(value), "number": number}
    why = (*found.why, words.with_values(number=number, price=show_money(amount)))
    return replace(found, amount=amount, why=why, snapshot={**found.snapshot, "siblings": kept, "price": str(amount)})


def _price(amount: Decimal, why: Msg, bracket: str = "", **kept: Any) -> Price:
    return Price(amount, (why,), bracket, {"price": str(amount), "bracket": bracket, **kept})


def _incomplete(tariff: TariffFacts, why: Msg) -> Refusal:
    return Refusal(_("tarif «\u00a0{title}\u00a0»", title=tariff.title or tariff.id), why, code="TARIFF_INCOMPLETE")


def _tariff_words(tariff: TariffFacts) -> Msg:
    title = tariff.title or f"n°\u00a0{tariff.id}"
    decision = tariff.decision
    if decision is None:
        return _("tarif «\u00a0{title}\u00a0», en projet, sans délibération", title=title)
    text = _("tarif «\u00a0{title}\u00a0», délibération n°\u00a0{number} du {day}")
    if decision.executable_on is None:
        text = _("tarif «\u00a0{title}\u00a0», en projet, délibération n°\u00a0{number} du {day}")
    return text.with_values(title=title, number=decision.number, day=show_day_long(decision.adopted_on))


def _snapshot(tariff: TariffFacts, quotient: Decimal | None) -> dict[str, Any]:
    decision = tariff.decision
    return {
        "tariff": tariff.id,
        "title": tariff.title,
        "method": tariff.method.value,
        "valid_from": tariff.valid_from.isoformat(),
        "valid_to": tariff.valid_to.isoformat() if tariff.valid_to else None,
        "decision": None
        if decision is None
        else {"id": decision.id, "number": decision.number, "adopted_on": decision.adopted_on.isoformat()},
        "draft": tariff.is_draft,
        "quotient": None if quotient is None else str(quotient),
    }
