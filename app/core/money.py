# SPDX-License-Identifier: EUPL-1.2
"""Euros: exact amounts, half-up rounding, sharing without losing a cent, reading and showing in French."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from fractions import Fraction

from app.core.outcome import UserError
from app.core.strings import _
from app.core.words import number_in_words

ZERO = Decimal("0.00")
CENT = Decimal("0.01")
THIN = "\u202f"
SPACE = "\u00a0"


def cents(amount: Decimal) -> int:
    """Whole cents of `amount` in euros. Raises ValueError if a fraction of a cent would be lost."""
    scaled = amount * 100
    if scaled != scaled.to_integral_value():
        raise ValueError(f"not a whole number of cents: {amount}")
    return int(scaled)


def euros(count: int) -> Decimal:
    """Euros, with two places, for a whole number of cents."""
    return Decimal(count).scaleb(-2).quantize(CENT)


def round_half_up(amount: Decimal, places: int = 2) -> Decimal:
    """`amount` rounded to `places`, halves away from zero, as invoices and deliberations do."""
    with localcontext() as context:
        context.prec = 60
        return amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def split_by_weights(total: Decimal, weights: Sequence[Decimal | int]) -> list[Decimal]:
    """Share `total` (whole cents) in proportion to `weights`, each part within a cent of its exact value.

    Largest remainders get the cents left over, the first listed wins ties; the parts add up to `total`.
    Raises ValueError when no weight is positive or one is negative.
    """
    shares = [Fraction(weight) for weight in weights]
    whole = sum(shares)
    if whole <= 0 or any(share < 0 for share in shares):
        raise ValueError("weights must be positive or zero, and not all zero")
    count = cents(total)
    sign, count = (-1, -count) if count < 0 else (1, count)
    exact = [count * share / whole for share in shares]
    parts = [int(part) for part in exact]
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[: count - sum(parts)]:
        parts[i] += 1
    return [euros(sign * part) for part in parts]


def show_number(number: Decimal | int, places: int | None = None) -> str:
    """`number` with a decimal comma and thin spaces between groups of three: 1234.5 -> « 1 234,5 ».

    `places` fixes the number of decimals (half up); without it they are shown as they are.
    """
    value = Decimal(number)
    if places is not None:
        value = round_half_up(value, places)
    text = f"{abs(value):,f}".replace(",", THIN).replace(".", ",")
    return f"-{text}" if value < 0 else text


def show_money(amount: Decimal) -> str:
    """`amount` in euros as it is printed: « 1 234,50 € », with U+202F between groups and U+00A0 before €."""
    return f"{show_number(amount, 2)}{SPACE}€"


def read_money(text: str, field: str | None = None) -> Decimal:
    """Euros typed by a clerk, exact to the cent. Raises UserError when unreadable or ambiguous.

    Reads `1 234,50`, `1.234,50`, `1234.50`, `1 234,50 €`, `12€50`; asks about `1.234`.
    """
    written = re.sub(r"(?<=\d)\s*(?:€|euros?|eur)\s*(?=\d{2}\s*$)", ",", text.strip(), flags=re.IGNORECASE)
    bare = re.sub(r"\s*(?:€|euros?|eur)\s*", "", written, flags=re.IGNORECASE)
    number = read_number(bare, field, shown=text)
    if number != round_half_up(number):
        raise UserError(
            _(
                "«\u00a0{text}\u00a0» a plus de deux décimales\u00a0: un montant s’arrête au centime.",
                text=text.strip(),
            ),
            field,
        )
    return round_half_up(number)


def read_number(text: str, field: str | None = None, *, shown: str | None = None) -> Decimal:
    """A number typed in French or English habits. Raises UserError when unreadable or ambiguous (`1.234`)."""
    typed = (shown if shown is not None else text).strip()
    bare = re.sub(r"[\s\u2019']", " ", text.strip()).replace("−", "-")
    sign = "-" if bare.startswith("-") else ""
    bare = bare.lstrip("+-").strip()
    if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", bare):
        thousands, unit = bare.replace(".", ""), bare.replace(".", ",")
        raise UserError(
            _(
                "«\u00a0{text}\u00a0» peut se lire de deux façons\u00a0: écrivez {thousands} ou {unit}.",
                text=typed,
                thousands=thousands,
                unit=unit,
            ),
            field,
        )
    plain = _plain_digits(bare)
    if plain is None:
        raise UserError(
            _("«\u00a0{text}\u00a0» n’est pas un nombre\u00a0: écrivez par exemple 12,50.", text=typed), field
        )
    try:
        return Decimal(sign + plain)
    except InvalidOperation as error:  # pragma: no cover - the patterns only let digits through
        raise ValueError(text) from error


_SHAPES = (
    # (pattern, thousands separator, decimal separator)
    (re.compile(r"(?:\d+|\d{1,3}(?: \d{3})+)(?:[,.]\d*)?|[,.]\d+"), " ", ","),
    (re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d*)?"), ".", ","),
    (re.compile(r"\d{1,3}(?:,\d{3})+\.\d*"), ",", "."),
)


def _plain_digits(text: str) -> str | None:
    """`text` with a decimal point and no grouping, or None when it is not a number."""
    for pattern, thousands, decimal in _SHAPES:
        if pattern.fullmatch(text):
            joined = text.replace(thousands, "").replace(decimal, ".")
            return f"0{joined}" if joined.startswith(".") else joined.rstrip(".")
    return None


def money_in_words(amount: Decimal, *, hyphens: bool = False) -> str:
    """`amount` in full: « deux cent un euros et dix centimes ». Raises ValueError on fractions of a cent."""
    count = cents(amount)
    whole, rest = divmod(abs(count), 100)
    parts = []
    if whole or not rest:
        # « un million d’euros », but « un million un euros ».
        link = " d’" if whole and whole % 10**6 == 0 else " "
        parts.append(f"{number_in_words(whole, hyphens=hyphens)}{link}euro{'s' if whole >= 2 else ''}")
    if rest:
        parts.append(f"{number_in_words(rest, hyphens=hyphens)} centime{'s' if rest >= 2 else ''}")
    words = " et ".join(parts)
    return f"moins {words}" if count < 0 else words
