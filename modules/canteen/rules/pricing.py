# SPDX-License-Identifier: EUPL-1.2
"""The price of one meal for one payer, and the answer to « pourquoi ce prix ? » (reference §10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from app.billing.rules.quotients import QuotientFacts, is_expired, quotient_on
from app.billing.rules.tariffs import (
    HIGHEST,
    Criteria,
    MissingQuotient,
    PriceMethod,
    SiblingBasis,
    SiblingKind,
    SiblingPlace,
    SiblingRule,
    TariffBook,
    TariffFacts,
    price,
    unit_cost_warning,
    with_siblings,
)
from app.core.money import round_half_up, show_money, show_number
from app.core.outcome import Refusal
from app.core.text import Msg, Text
from modules.canteen.rules.attendance import Basis
from modules.canteen.rules.codes import Category, Regularity, Residency, Service
from modules.canteen.strings import _, label

HUNDRED = Decimal(100)
_BY_QUOTIENT = frozenset({PriceMethod.BRACKETS, PriceMethod.LINEAR})


class SurchargeKind(StrEnum):
    """What an unreserved meal costs more (§10.1); NONE proposes nothing."""

    NONE = "NONE"
    OCCASIONAL = "OCCASIONAL"
    PERCENT = "PERCENT"
    ADD = "ADD"
    FIXED_PRICE = "FIXED_PRICE"
    UNIT_COST = "UNIT_COST"


@dataclass(frozen=True)
class SurchargeRule:
    """What a council decision asks for unreserved meals; the first ones of a school year may be free of it."""

    kind: SurchargeKind = SurchargeKind.NONE
    value: Decimal = Decimal(0)
    """Per cent (PERCENT) or euros (ADD, FIXED_PRICE, UNIT_COST)."""
    free_occurrences: int = 0

    def apply(self, normal: Decimal) -> Decimal:
        """Unit price in euros of an unreserved meal whose normal price is `normal`, half up to the cent."""
        if self.kind is SurchargeKind.PERCENT:
            return round_half_up(normal * (HUNDRED + self.value) / HUNDRED)
        if self.kind is SurchargeKind.ADD:
            return round_half_up(normal + self.value)
        if self.kind in (SurchargeKind.FIXED_PRICE, SurchargeKind.UNIT_COST):
            return round_half_up(self.value)
        return normal


@dataclass(frozen=True)
class PriceRules:
    """What the town adds to its tariffs, in force from a day to a day, both included."""

    valid_from: date = date.min
    valid_to: date | None = None
    siblings: SiblingRule | None = None
    """For meals whose tariff has no sibling rule of its own."""
    surcharge: SurchargeRule = SurchargeRule()
    missing: MissingQuotient = HIGHEST
    unused_price: Decimal | None = None
    """Fixed price of a booked meal not taken; None: the normal price."""
    unit_cost: Decimal | None = None
    """Cost of a meal per user, subsidies deducted (R531-53)."""
    review_month: int | None = None
    """Month when quotients must be given again, 1 or 9; None: never."""


_NO_RULES = PriceRules()


def rules_on(rules: Iterable[PriceRules], day: date) -> PriceRules:
    """The rules begun last among those in force on `day`; none at all: the defaults."""
    held = [rule for rule in rules if rule.valid_from <= day and (rule.valid_to is None or day <= rule.valid_to)]
    return max(held, key=lambda rule: rule.valid_from, default=_NO_RULES)


@dataclass(frozen=True)
class SiblingFacts:
    """A child of a home, for the count of brothers and sisters."""

    person_id: int
    birth_date: date | None
    valid_from: date
    valid_to: date | None = None
    """Last day active in the service; he is counted that day (TAR-23)."""
    order: int = 0
    """Order of entry, for children born on the same day."""


def place_on(children: Sequence[SiblingFacts], person_id: int, day: date) -> SiblingPlace:
    """Rank (by age) and number of the children active on `day`; a person not among them stands alone."""
    active = sorted(
        (child for child in children if child.valid_from <= day and (child.valid_to is None or day <= child.valid_to)),
        key=lambda child: (child.birth_date or date.max, child.order),
    )
    ids = list(dict.fromkeys(child.person_id for child in active))
    return SiblingPlace(ids.index(person_id) + 1, len(ids)) if person_id in ids else SiblingPlace()


@dataclass(frozen=True, eq=False)
class PayerFacts:
    """What a price needs to know of a payer."""

    id: int
    name: Text = ""
    residency: Residency = Residency.RESIDENT
    """From the address; one resident parent may be enough by the town's rule."""
    quotients: tuple[QuotientFacts, ...] = ()
    children: tuple[SiblingFacts, ...] = ()
    """Children counted in this home, those in shared custody included."""


@dataclass(frozen=True, eq=False)
class DinerFacts:
    """What a price needs to know of who eats, by enrolment."""

    person_id: int
    category: Category
    regularity: Regularity = Regularity.REGULAR
    residency_override: Residency | None = None
    """Local tax, staff, ULIS class, agreement between towns."""
    heading: str = ""
    """How the bill names him: « Zoé MOREL, CE1-CE2 »."""


@dataclass(frozen=True, eq=False)
class MealFacts:
    """One locked day of one person."""

    diner: DinerFacts
    day: date
    basis: Basis
    unreserved_rank: int = 1
    """For an unreserved meal: the first, second… of the school year."""
    is_surcharge_waived: bool = False
    """The clerk set the proposed surcharge aside."""


@dataclass(frozen=True)
class PricedMeal:
    """Unit price in euros with everything that explains it."""

    amount: Decimal
    service: Service
    basis: Basis
    label: Msg
    why: tuple[Msg, ...]
    bracket: str
    tariff_id: int
    decision_id: int | None
    snapshot: Mapping[str, Any] = field(hash=False)
    warnings: tuple[Refusal, ...] = ()
    """Worth reading, about this price; who it is for is said by the caller."""


_LABELS = {
    Basis.MEAL: _("Repas"),
    Basis.UNUSED: _("Repas réservé, non pris"),
    Basis.UNRESERVED: _("Repas non réservé"),
    Basis.BASKET: _("Accueil avec panier repas"),
    Basis.ADULT: _("Repas adulte"),
}
_SERVICES = {Basis.BASKET: Service.BASKET, Basis.ADULT: Service.ADULT}


def service_of(basis: Basis) -> Service:
    """What is billed for a day of that basis."""
    return _SERVICES.get(basis, Service.MEAL)


_Key = tuple[int, int, Decimal | None, bool, int, int, tuple[Basis, bool, bool, int], int]
"""Criteria and rules count by identity: the pricer keeps one of each, and they are slow to hash."""


class Pricer:
    """Prices meals one by one, keeping the answers already given: a month asks the same few questions often."""

    def __init__(self, book: TariffBook, rules: Sequence[PriceRules] = ()) -> None:
        self._book = book
        self._rules = tuple(rules)
        self._rules_by_day: dict[date, PriceRules] = {}
        self._criteria: dict[tuple[Service, Category, Regularity, Residency], Criteria] = {}
        self._tariffs: dict[tuple[int, date], TariffFacts | Refusal] = {}
        self._known: dict[_Key, PricedMeal | Refusal] = {}

    def price(self, meal: MealFacts, payer: PayerFacts) -> PricedMeal | Refusal:
        """The price of `meal` with the quotient and the residency of `payer` (§10.3)."""
        rules = self._rules_by_day.get(meal.day)
        if rules is None:
            rules = self._rules_by_day[meal.day] = rules_on(self._rules, meal.day)
        surcharge = _surcharge(meal, rules)
        criteria = self._criteria_of(meal, payer, surcharge)
        tariff = self._tariffs.get((id(criteria), meal.day))
        if tariff is None:
            tariff = self._tariffs[id(criteria), meal.day] = self._book.resolve(criteria, meal.day)
        if isinstance(tariff, Refusal):
            return tariff
        quotient, expired, place = None, False, SiblingPlace()
        if tariff.method in _BY_QUOTIENT:
            known = quotient_on(payer.quotients, meal.day)
            quotient = known.value if known else None
            expired = known is not None and is_expired(known, meal.day, rules.review_month)
        if tariff.siblings or rules.siblings:
            place = place_on(payer.children, meal.diner.person_id, meal.day)
        free = meal.unreserved_rank if meal.basis is Basis.UNRESERVED and rules.surcharge.free_occurrences else 0
        marks = (meal.basis, surcharge is not None, meal.is_surcharge_waived, free)
        key = (id(criteria), tariff.id, quotient, expired, place.rank, place.size, marks, id(rules))
        found = self._known.get(key)
        if found is None:
            asked = _Asked(meal, criteria, tariff, rules, surcharge, quotient, expired, place)
            found = self._known[key] = _priced(asked)
        return found

    def _criteria_of(self, meal: MealFacts, payer: PayerFacts, surcharge: SurchargeRule | None) -> Criteria:
        diner, service = meal.diner, service_of(meal.basis)
        occasional = surcharge is not None and surcharge.kind is SurchargeKind.OCCASIONAL
        regularity = Regularity.OCCASIONAL if occasional else diner.regularity
        residency = diner.residency_override or payer.residency
        key = service, diner.category, regularity, residency
        found = self._criteria.get(key)
        if found is None:
            words = ", ".join(str(label(code)).lower() for code in key)
            found = Criteria(service.value, diner.category.value, regularity.value, residency.value, words)
            self._criteria[key] = found
        return found


@dataclass(frozen=True)
class _Asked:
    """Everything that one distinct price depends on."""

    meal: MealFacts
    criteria: Criteria
    tariff: TariffFacts
    rules: PriceRules
    surcharge: SurchargeRule | None
    quotient: Decimal | None
    is_expired: bool
    place: SiblingPlace


def _surcharge(meal: MealFacts, rules: PriceRules) -> SurchargeRule | None:
    """The surcharge that an unreserved meal bears, None when there is none or it is one of the free ones."""
    rule = rules.surcharge
    if meal.basis is not Basis.UNRESERVED or rule.kind is SurchargeKind.NONE or meal.is_surcharge_waived:
        return None
    return None if meal.unreserved_rank <= rule.free_occurrences else rule


def _priced(asked: _Asked) -> PricedMeal | Refusal:
    tariff, rules = asked.tariff, asked.rules
    if tariff.method is PriceMethod.FLAT_PERIOD:
        why = _("le tarif «\u00a0{title}\u00a0» est un forfait\u00a0: il ne donne pas le prix d’un repas", title=tariff.title)
        return Refusal(asked.criteria.words, why, code="TARIFF_FLAT")
    found = price(tariff, asked.quotient, rules.missing, asked.place)
    if isinstance(found, Refusal):
        return found
    if rules.siblings is not None and tariff.siblings is None and asked.criteria.service == Service.MEAL:
        found = with_siblings(found, rules.siblings, asked.place)
    amount, more = _of_basis(found.amount, asked)
    snapshot = {
        **found.snapshot,
        "basis": asked.meal.basis.value,
        "service": asked.criteria.service,
        "category": asked.criteria.category,
        "regularity": asked.criteria.regularity,
        "residency": asked.criteria.residency,
        "normal_price": str(found.amount),
        "unit_price": str(amount),
    }
    if asked.surcharge is not None:
        snapshot["surcharge"] = {"kind": asked.surcharge.kind.value, "value": str(asked.surcharge.value)}
    return PricedMeal(
        amount,
        service_of(asked.meal.basis),
        asked.meal.basis,
        _LABELS[asked.meal.basis],
        (*found.why, *more),
        found.bracket,
        tariff.id,
        tariff.decision.id if tariff.decision else None,
        snapshot,
        tuple(_warnings(asked, found.amount)),
    )


def _of_basis(normal: Decimal, asked: _Asked) -> tuple[Decimal, list[Msg]]:
    """The price once the basis of the day is taken into account, with the reasons to add."""
    basis, rules, surcharge = asked.meal.basis, asked.rules, asked.surcharge
    if basis is Basis.UNUSED:
        if rules.unused_price is not None:
            shown = show_money(rules.unused_price)
            return rules.unused_price, [_("repas réservé et non pris, prix unique\u00a0: {price}", price=shown)]
        return normal, [_("repas réservé et non pris\u00a0: dû")]
    if basis is not Basis.UNRESERVED:
        return normal, []
    if surcharge is not None:
        amount = surcharge.apply(normal)
        return amount, [_surcharge_words(surcharge, normal, amount)]
    if asked.meal.is_surcharge_waived:
        return normal, [_("repas non réservé\u00a0: majoration abandonnée par la mairie")]
    rank, free = asked.meal.unreserved_rank, rules.surcharge.free_occurrences
    if rules.surcharge.kind is not SurchargeKind.NONE and rank <= free:
        return normal, [_("repas non réservé, {rank} sur {free} sans majoration", rank=rank, free=free)]
    return normal, [_("repas non réservé, sans majoration")]


def _surcharge_words(rule: SurchargeRule, normal: Decimal, amount: Decimal) -> Msg:
    values = {
        "value": show_number(rule.value),
        "price": show_money(amount),
        "extra": show_money(amount - normal),
    }
    words = {
        SurchargeKind.OCCASIONAL: _("repas non réservé, tarif occasionnel\u00a0: {price}"),
        SurchargeKind.PERCENT: _("repas non réservé, majoration de {value}\u00a0%\u00a0: {price}"),
        SurchargeKind.ADD: _("repas non réservé, supplément de {extra}\u00a0: {price}"),
        SurchargeKind.FIXED_PRICE: _("repas non réservé, prix unique\u00a0: {price}"),
        SurchargeKind.UNIT_COST: _("repas non réservé, prix de revient\u00a0: {price} (dont {extra} de majoration)"),
    }
    return words[rule.kind].with_values(**values)


def _warnings(asked: _Asked, normal: Decimal) -> Iterable[Refusal]:
    if asked.tariff.method in _BY_QUOTIENT:
        if asked.quotient is None:
            why = _("quotient familial non fourni")
            yield Refusal("", why, code="QUOTIENT_MISSING")
        elif asked.is_expired:
            why = _("quotient familial à revoir\u00a0: il n’a pas été redonné depuis la dernière révision")
            yield Refusal("", why, code="QUOTIENT_EXPIRED")
    above = unit_cost_warning(normal, asked.rules.unit_cost, asked.tariff.title)
    if above is not None:
        yield above


# --- Rules kept as JSON ----------------------------------------------------------------------------------


def sibling_values(rule: SiblingRule) -> dict[str, Any]:
    """A sibling rule ready for JSON: `{"basis", "kind", "values": ["4.50", …]}`."""
    return {"basis": rule.basis.value, "kind": rule.kind.value, "values": [str(value) for value in rule.values]}


def read_sibling_rule(values: Mapping[str, Any]) -> SiblingRule:
    """The inverse of `sibling_values`."""
    amounts = tuple(Decimal(str(value)) for value in values["values"])
    return SiblingRule(SiblingBasis(values["basis"]), SiblingKind(values["kind"]), amounts)


def surcharge_values(rule: SurchargeRule) -> dict[str, Any]:
    """A surcharge rule ready for JSON: `{"kind", "value", "free_occurrences"}`."""
    return {"kind": rule.kind.value, "value": str(rule.value), "free_occurrences": rule.free_occurrences}


def read_surcharge_rule(values: Mapping[str, Any]) -> SurchargeRule:
    """The inverse of `surcharge_values`."""
    return SurchargeRule(
        SurchargeKind(values["kind"]), Decimal(str(values.get("value", 0))), int(values.get("free_occurrences", 0))
    )
