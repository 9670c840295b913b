# SPDX-License-Identifier: EUPL-1.2
"""What a concession or an operation costs: tariffs by key and day, social share, abolished taxes (§12)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from app.core.dates import show_day, show_day_long
from app.core.money import ZERO, round_half_up, show_money, show_number
from app.core.outcome import Address, UserError
from app.core.people import key1
from app.core.text import Msg, Text
from modules.cemetery.rules.abolished import ABOLISHED_FROM, abolished_sentence, reads_as_abolished_tax
from modules.cemetery.rules.codes import DurationCode, PlotKind, TariffOperation
from modules.cemetery.rules.why import Reason
from modules.cemetery.strings import _, label

TARIFFS_PAGE = "cemetery.tariffs"
BY_DURATION = frozenset({TariffOperation.GRANT, TariffOperation.RENEWAL, TariffOperation.CONVERSION})
"""Operations whose price depends on how long the ground is granted."""


@dataclass(frozen=True, slots=True)
class TariffLine:
    """One line of the council's tariff, in force from `valid_from` to `valid_to`, both included."""

    id: int
    operation: TariffOperation
    base_price: Decimal
    valid_from: date
    valid_to: date | None = None
    kind: PlotKind | None = None
    """None: whatever the plot is."""
    duration: DurationCode | None = None
    """None: whatever the length, or no length at all (a plate, a day of vault)."""
    years: int | None = None
    """Narrows a category that knows several lengths (temporary: 10 or 15 years)."""
    cemetery_id: int | None = None
    """None: in every cemetery of the commune."""
    base_surface: Decimal = Decimal(2)
    """Square metres that the base price pays for."""
    extra_per_m2: Decimal = ZERO
    per_place: Decimal | None = None
    """Euros for each place, instead of the base price, where the council counts places."""
    outside_factor: Decimal | None = None
    """What the price is multiplied by for people of another commune; None where the council asks no difference."""
    title: str = ""
    """What a free line (`OTHER`) pays for."""
    decision: str = ""

    def is_in_force(self, day: date) -> bool:
        """Whether the line prices something on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @property
    def key(self) -> tuple[object, ...]:
        """What makes two lines rivals: at most one of each key on a day."""
        return (
            self.operation, self.kind, self.duration, self.years, self.cemetery_id,
            key1(self.title) if self.operation is TariffOperation.OTHER else "",
        )  # fmt: skip


@dataclass(frozen=True)
class Price:
    """An amount in euros, the lines it comes from and the answer to « pourquoi ce prix ? »."""

    amount: Decimal
    why: tuple[Reason, ...]
    tariff_ids: tuple[int, ...] = ()
    tariff_on: date | None = None


@dataclass(frozen=True)
class TariffKey:
    """What is to be priced."""

    operation: TariffOperation
    kind: PlotKind | None = None
    duration: DurationCode | None = None
    years: int | None = None
    cemetery_id: int | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """A plot as the price of a term sees it."""

    kind: PlotKind
    surface: Decimal | None = None
    """Square metres conceded."""
    places: int | None = None
    resident: bool = True
    cemetery_id: int | None = None
    others: tuple[Ground, ...] = ()
    """The other plots of a double grave: each is priced, the sums add up."""


def price_of(
    tariffs: Iterable[TariffLine],
    operation: TariffOperation,
    kind: PlotKind | None,
    duration: DurationCode | None,
    surface: Decimal | None,
    day: date,
    places: int | None = None,
    resident: bool = True,
    *,
    years: int | None = None,
    cemetery_id: int | None = None,
    title: str = "",
) -> Price:
    """Price of `operation` by the tariff in force on `day`, half up to the cent (R2223-11).

    `surface` is in square metres. Raises `UserError` when no line prices it that day: never a silent zero.
    Where the council voted no line at all for renewals (or conversions), those of grants price them.
    """
    lines = list(tariffs)
    key = TariffKey(operation, kind, duration, years, cemetery_id, title)
    line = find_line(lines, key, day)
    why: list[Reason] = []
    if line is None and _votes_nothing(lines, operation, day):
        line = find_line(lines, replace(key, operation=TariffOperation.GRANT), day)
        if line is not None:
            why.append(
                Reason(
                    _(
                        "Le conseil n’a pas voté de tarif propre à cette opération ({operation})\u00a0:"
                        " celui de l’achat s’applique.",
                        operation=label(operation),
                    )
                )
            )
    if line is None:
        raise UserError(missing_tariff(key, day), "tariff", Address(TARIFFS_PAGE))
    why.append(
        Reason(
            _(
                "Tarif «\u00a0{title}\u00a0» en vigueur le {day}, depuis le {since}.",
                title=line_title(line),
                day=show_day(day),
                since=show_day(line.valid_from),
            ),
            line.decision,
            {"tariff": line.id, "day": day},
        )
    )
    amount = _amount(line, surface, places, why)
    amount = _for_outsiders(line, amount, resident, why)
    return Price(amount, tuple(why), (line.id,), day)


def price_of_ground(
    tariffs: Iterable[TariffLine],
    operation: TariffOperation,
    ground: Ground,
    duration: DurationCode | None,
    years: int | None,
    day: date,
) -> Price:
    """Price of a term over one plot or several, plot by plot. Raises `UserError` when one has no tariff."""
    lines = list(tariffs)
    parts = [
        price_of(
            lines,
            operation,
            plot.kind,
            duration,
            plot.surface,
            day,
            plot.places,
            plot.resident,
            years=years,
            cemetery_id=plot.cemetery_id,
        )
        for plot in (ground, *ground.others)
    ]
    if len(parts) == 1:
        return parts[0]
    total = sum((part.amount for part in parts), ZERO)
    why = [reason for part in parts for reason in part.why]
    sums = " + ".join(show_money(part.amount) for part in parts)
    why.append(Reason(_("{sums} = {total}.", sums=sums, total=show_money(total))))
    ids = tuple(dict.fromkeys(tariff for part in parts for tariff in part.tariff_ids))
    return Price(total, tuple(why), ids, day)


def find_line(lines: Iterable[TariffLine], key: TariffKey, day: date) -> TariffLine | None:
    """The line of `key` in force on `day`; the narrowest one wins over the general ones."""
    fitting = [line for line in lines if line.is_in_force(day) and _fits(line, key)]
    return max(fitting, key=_narrowness, default=None)


def _fits(line: TariffLine, key: TariffKey) -> bool:
    if line.operation is not key.operation:
        return False
    if line.operation is TariffOperation.OTHER and key1(line.title) != key1(key.title):
        return False
    wanted = (
        (line.kind, key.kind), (line.duration, key.duration), (line.years, key.years),
        (line.cemetery_id, key.cemetery_id),
    )  # fmt: skip
    return all(own is None or own == asked for own, asked in wanted)


def _narrowness(line: TariffLine) -> tuple[int, date]:
    given = (line.cemetery_id, line.kind, line.years, line.duration)
    weights = (8, 4, 2, 1)
    narrow = sum(w for w, value in zip(weights, given, strict=True) if value is not None)
    return narrow, line.valid_from


def _votes_nothing(lines: Sequence[TariffLine], operation: TariffOperation, day: date) -> bool:
    """Whether the council leaves this kind of act to the tariff of grants: no line of its own on that day."""
    return operation in (TariffOperation.RENEWAL, TariffOperation.CONVERSION) and not any(
        line.operation is operation and line.is_in_force(day) for line in lines
    )


def _amount(line: TariffLine, surface: Decimal | None, places: int | None, why: list[Reason]) -> Decimal:
    if line.per_place is not None:
        count = places or 1
        amount = round_half_up(line.per_place * count)
        why.append(
            Reason(
                _(
                    "{count} × {price} par place = {amount}.",
                    count=count,
                    price=show_money(line.per_place),
                    amount=show_money(amount),
                ),
                inputs={"places": count},
            )
        )
        return amount
    extra = max(Decimal(0), (surface or Decimal(0)) - line.base_surface)
    amount = round_half_up(line.base_price + extra * line.extra_per_m2)
    if extra and line.extra_per_m2:
        why.append(
            Reason(
                _(
                    "{base} jusqu’à {base_surface}\u00a0m², plus {extra}\u00a0m² × {price} = {amount}.",
                    base=show_money(line.base_price),
                    base_surface=show_number(line.base_surface),
                    extra=show_number(extra),
                    price=show_money(line.extra_per_m2),
                    amount=show_money(amount),
                ),
                "CGCT R2223-11",
                {"surface": surface},
            )
        )
    else:
        why.append(Reason(_("Prix\u00a0: {amount}.", amount=show_money(amount)), inputs={"surface": surface}))
    return amount


def _for_outsiders(line: TariffLine, amount: Decimal, resident: bool, why: list[Reason]) -> Decimal:
    if resident or line.outside_factor is None:
        return amount
    dearer = round_half_up(amount * line.outside_factor)
    why.append(
        Reason(
            _(
                "Hors commune\u00a0: × {factor} = {amount}.",
                factor=show_number(line.outside_factor),
                amount=show_money(dearer),
            ),
            inputs={"resident": False},
        )
    )
    return dearer


def line_title(line: TariffLine) -> str:
    """« Achat de concession, Caveau, Trentenaire », as the tariff is named in sentences."""
    return _named(line.operation, line.kind, line.duration, line.years, line.title)


def _named(
    operation: TariffOperation,
    kind: PlotKind | None,
    duration: DurationCode | None,
    years: int | None,
    title: str,
) -> str:
    if operation is TariffOperation.OTHER and title:
        return title
    parts: list[Text] = [label(operation)]
    if kind is not None:
        parts.append(label(kind))
    if years is not None:
        parts.append(_("{years} ans", years=years))
    elif duration is not None:
        parts.append(label(duration))
    return ", ".join(str(part) for part in parts)


def missing_tariff(key: TariffKey, day: date) -> Msg:
    """The sentence said when nothing prices `key` on `day`."""
    return _(
        "Aucun tarif «\u00a0{title}\u00a0» au {day}\u00a0: saisissez-le dans les tarifs du cimetière avec sa délibération.",
        title=_named(key.operation, key.kind, key.duration, key.years, key.title),
        day=show_day_long(day),
    )


# --- Entry of tariffs ------------------------------------------------------------------------------------


def rivals(lines: Iterable[TariffLine], new: TariffLine) -> list[TariffLine]:
    """Lines of the same key that share a day with `new` (itself, by id, apart)."""
    return [
        line
        for line in lines
        if line.key == new.key
        and (line.id != new.id or new.id == 0)
        and (line.valid_to is None or new.valid_from <= line.valid_to)
        and (new.valid_to is None or line.valid_from <= new.valid_to)
    ]


def check_tariff(lines: Iterable[TariffLine], new: TariffLine) -> None:
    """Raise `UserError` when `new` cannot stand: dates reversed, sums negative, a rival, an abolished tax."""
    if new.valid_to is not None and new.valid_to < new.valid_from:
        raise UserError(
            _("La fin du tarif précède son début\u00a0: corrigez l’une des deux dates."), "valid_to"
        )
    sums = [new.base_price, new.extra_per_m2, new.per_place or ZERO, new.base_surface]
    if any(value < 0 for value in sums):
        raise UserError(_("Un tarif ne peut pas être négatif\u00a0: corrigez le montant."), "base_price")
    if reads_as_abolished_tax(new.title) and (new.valid_to is None or new.valid_to >= ABOLISHED_FROM):
        raise UserError(abolished_sentence(), "title")
    for rival in rivals(lines, new):
        raise UserError(
            _(
                "Un tarif «\u00a0{title}\u00a0» vaut déjà du {first} {last}\u00a0: terminez-le la veille du nouveau.",
                title=line_title(rival),
                first=show_day(rival.valid_from),
                last=_("au {day}", day=show_day(rival.valid_to)) if rival.valid_to else _("sans fin"),
            ),
            "valid_from",
        )
