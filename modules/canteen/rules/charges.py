# SPDX-License-Identifier: EUPL-1.2
"""What each payer owes for a period: meals priced, borne, shared to the cent, and gathered into lines."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from app.billing.rules.shares import share_each
from app.contract import ChargeItem, ChargeLine, Charges
from app.core.dates import show_day
from app.core.money import ZERO, show_number
from app.core.outcome import Address, Refusal
from app.core.text import Msg, Text
from modules.canteen.rules.attendance import BILLED
from modules.canteen.rules.custody import CustodyPlan, SplitLevel, TariffBasis, plan_on, shares_on
from modules.canteen.rules.pricing import MealFacts, PayerFacts, PricedMeal, Pricer, service_of
from modules.canteen.strings import _

HUNDRED = Decimal(100)
PAGE = "canteen.children"
"""Where a child without payer or tariff is mended."""


@dataclass(frozen=True)
class CanteenFacts:
    """All that the charges of a period depend on."""

    meals: Sequence[MealFacts]
    payers: Mapping[int, PayerFacts]
    default_payers: Mapping[int, int]
    """By person: the payer when no custody plan is in force."""
    plans: Mapping[int, Sequence[CustodyPlan]] = field(default_factory=dict)
    """By person."""


def item_key(meal: MealFacts) -> str:
    """The key under which a meal is billed once to a payer: « canteen:12:2026-10-05:meal »."""
    return f"canteen:{meal.diner.person_id}:{meal.day.isoformat()}:{service_of(meal.basis).value}"


def charges(facts: CanteenFacts, pricer: Pricer, payer_ids: Collection[int] | None = None) -> Charges:
    """The lines of each payer (of `payer_ids`, or of all), with the meals that have no price or no payer.

    One pass over the meals; prices are kept by the pricer. Lines come by payer, child and first day.
    """
    run = _Run(facts, pricer, payer_ids)
    for meal in sorted(facts.meals, key=lambda meal: (meal.day, meal.diner.person_id)):
        if meal.basis in BILLED:
            run.take(meal)
    run.found.lines.extend(_lines(run.groups.values()))
    return run.found


@dataclass(frozen=True)
class _Part:
    """One payer's part of a meal: what he bears of the price seen with `priced_for`'s quotient."""

    payer_id: int
    weight: Decimal
    priced_for: int


@dataclass
class _Group:
    """Meals that make one line: same payer, child, price and shares."""

    rank: int
    """Place of the payer among the parts."""
    parts: tuple[_Part, ...]
    priced: PricedMeal
    split_level: SplitLevel
    meals: list[MealFacts] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    @property
    def payer_id(self) -> int:
        return self.parts[self.rank].payer_id


class _Run:
    """The pass over the meals: what was found so far."""

    def __init__(self, facts: CanteenFacts, pricer: Pricer, payer_ids: Collection[int] | None) -> None:
        self.facts = facts
        self.pricer = pricer
        self.wanted = None if payer_ids is None else frozenset(payer_ids)
        self.found = Charges()
        self.groups: dict[tuple[int, tuple[_Part, ...], int, int], _Group] = {}
        self._ordinary: dict[int, tuple[_Part, ...]] = {}
        self._seen: set[str] = set()
        self._said: set[tuple[int | None, int, str]] = set()

    def take(self, meal: MealFacts) -> None:
        """Price one meal and give its parts to their payers."""
        key = item_key(meal)
        if key in self._seen:
            self._refuse(None, meal, _("deux repas le {day}\u00a0: supprimez-en un", day=show_day(meal.day)), "MEAL_TWICE")
            return
        self._seen.add(key)
        person_id = meal.diner.person_id
        plan = plan_on(self.facts.plans.get(person_id, ()), meal.day)
        parts = self._parts(meal, plan) if plan else self._whole(person_id)
        if not parts:
            self._refuse(None, meal, _("aucun redevable\u00a0: choisissez qui paie ses repas"), "PAYER_MISSING")
            return
        level = plan.split_level if plan else SplitLevel.LINE
        for rank, part in enumerate(parts):
            if self.wanted is not None and part.payer_id not in self.wanted:
                continue
            priced = self.pricer.price(meal, self._payer(part.priced_for))
            if isinstance(priced, Refusal):
                self._refuse(part.payer_id, meal, priced.why, priced.code)
                continue
            group = self.groups.get((person_id, parts, rank, id(priced)))
            if group is None:
                group = self.groups[person_id, parts, rank, id(priced)] = _Group(rank, parts, priced, level)
                self._warn(part.payer_id, meal, priced)
            group.meals.append(meal)
            group.keys.append(key)

    def _warn(self, payer_id: int, meal: MealFacts, priced: PricedMeal) -> None:
        """Say once by payer, child and code what is worth reading about a price."""
        for warning in priced.warnings:
            said = (payer_id, meal.diner.person_id, warning.code)
            if said not in self._said:
                self._said.add(said)
                where = Address(PAGE, meal.diner.person_id)
                kept = replace(warning, what=meal.diner.heading, where=where)
                self.found.warnings.setdefault(payer_id, []).append(kept)

    def _whole(self, person_id: int) -> tuple[_Part, ...]:
        """The ordinary payer of a child, who bears everything; nobody when he has none."""
        known = self._ordinary.get(person_id)
        if known is None:
            payer_id = self.facts.default_payers.get(person_id)
            known = () if payer_id is None else (_Part(payer_id, Decimal(1), payer_id),)
            self._ordinary[person_id] = known
        return known

    def _parts(self, meal: MealFacts, plan: CustodyPlan) -> tuple[_Part, ...]:
        """Who bears what of a meal under a custody plan."""
        return tuple(
            _Part(share.payer_id, share.weight, self._priced_for(meal, plan, share.payer_id))
            for share in shares_on(plan, meal.day)
        )

    def _priced_for(self, meal: MealFacts, plan: CustodyPlan, payer_id: int) -> int:
        """The payer whose quotient and residency give the price (§3.2)."""
        if plan.tariff_basis is TariffBasis.OWN:
            return payer_id
        if plan.tariff_basis is TariffBasis.FIXED_PAYER:
            return plan.fixed_payer_id or payer_id
        prices = {payer: self.pricer.price(meal, self._payer(payer)) for payer in plan.payer_ids}
        amounts = {payer: found.amount for payer, found in prices.items() if isinstance(found, PricedMeal)}
        return min(amounts, key=lambda payer: amounts[payer], default=payer_id)

    def _payer(self, payer_id: int) -> PayerFacts:
        return self.facts.payers[payer_id]

    def _refuse(self, payer_id: int | None, meal: MealFacts, why: Text, code: str) -> None:
        """One refusal by payer, child and code: the first day says it, the others are mended with it."""
        said = (payer_id, meal.diner.person_id, code)
        if said in self._said:
            return
        self._said.add(said)
        refusal = Refusal(meal.diner.heading, why, Address(PAGE, meal.diner.person_id), code)
        if payer_id is None:
            self.found.refusals.append(refusal)
        else:
            self.found.blocked.setdefault(payer_id, []).append(refusal)


def _lines(groups: Iterable[_Group]) -> list[ChargeLine]:
    """The lines of all groups; those cut on the child's total are shared one after the other."""
    ordered = sorted(groups, key=lambda g: (g.payer_id, g.meals[0].diner.heading, g.meals[0].diner.person_id, g.meals[0].day))
    runs: dict[object, list[_Group]] = {}
    for number, group in enumerate(ordered):
        weights = tuple((part.payer_id, part.weight) for part in group.parts)
        by_bill = group.split_level is SplitLevel.BILL and len(group.parts) > 1
        key = (group.payer_id, group.meals[0].diner.person_id, group.rank, weights) if by_bill else number
        runs.setdefault(key, []).append(group)
    return [line for run in runs.values() for line in _run_lines(run)]


def _run_lines(run: list[_Group]) -> list[ChargeLine]:
    head = run[0]
    amounts = [group.priced.amount for group in run for _meal in group.meals]
    if len(head.parts) == 1:
        mine = amounts
    else:
        mine = [parts[head.rank] for parts in share_each(amounts, [part.weight for part in head.parts])]
    lines, start = [], 0
    for group in run:
        end = start + len(group.meals)
        lines.append(_line(group, mine[start:end]))
        start = end
    return lines


def _line(group: _Group, amounts: Sequence[Decimal]) -> ChargeLine:
    priced, part, diner = group.priced, group.parts[group.rank], group.meals[0].diner
    why: tuple[Msg, ...] = priced.why
    snapshot = dict(priced.snapshot)
    if len(group.parts) > 1:
        percent = show_number(part.weight * HUNDRED, 2).removesuffix(",00")
        why = (*why, _("part de {percent}\u00a0% du prix", percent=percent))
        snapshot["share"] = str(part.weight)
        snapshot["shares"] = [{"payer": piece.payer_id, "weight": str(piece.weight)} for piece in group.parts]
        snapshot["split_level"] = group.split_level.value
    return ChargeLine(
        payer_id=part.payer_id,
        person_id=diner.person_id,
        group=diner.heading,
        label=str(priced.label),
        basis=priced.basis.value,
        quantity=Decimal(len(group.meals)),
        unit_price=priced.amount,
        amount=sum(amounts, ZERO),
        items=tuple(
            ChargeItem(key=key, day=meal.day, amount=amount)
            for key, meal, amount in zip(group.keys, group.meals, amounts, strict=True)
        ),
        why=tuple(str(words) for words in why),
        snapshot=snapshot,
        decision_id=priced.decision_id,
    )
