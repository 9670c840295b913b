# SPDX-License-Identifier: EUPL-1.2
"""How days, lines, prices and ways to pay are said on the papers of billing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from app.billing.documents.facts import LineFacts, SeriesFacts
from app.billing.models import LineKind
from app.billing.rules.payments import PaymentMode
from app.billing.strings import _, label
from app.core.dates import Month, show_month, show_period
from app.core.money import show_money, show_number
from app.core.text import Text
from app.directory.models import Civility
from app.directory.strings import label as directory_label
from app.documents.blocks import Coupon, QRCode, Rich, bold

USUAL_MODES = (PaymentMode.CHEQUE, PaymentMode.TRANSFER, PaymentMode.CASH, PaymentMode.CARD)
COUNTER_MODES = (PaymentMode.CASH, PaymentMode.CARD, PaymentMode.CESU)

_ROUND = re.compile(r",00(?!\d|\u00a0€)")


def money(amount: Decimal) -> str:
    """« 1 234,50 € », a credit with a true minus sign."""
    return show_money(amount).replace("-", "\u2212")


def of_period(first: date, last: date) -> str:
    """« d’octobre 2026 », « de novembre 2026 », « du 28 septembre au 4 octobre 2026 »."""
    month = Month.of(first)
    if (first, last) != (month.first, month.last):
        return show_period(first, last)
    words = show_month(month)
    return f"d’{words}" if words[0] in "ao" else f"de {words}"


def when(line: LineFacts, year: int) -> str:
    """« du 1er au 30 octobre », « le 9 octobre », « les 5 et 9 octobre »; `year` goes without saying."""
    if line.first_on is None or line.last_on is None:
        return ""
    words = show_period(line.first_on, line.last_on)
    if len(line.days) > 1 and Month.of(line.days[0]) == Month.of(line.days[-1]):
        *firsts, last = ("1er" if day.day == 1 else str(day.day) for day in line.days)
        month = show_month(Month.of(line.days[0]))
        words = str(_("les {days} et {last} {month}", days=", ".join(firsts), last=last, month=month))
    return words.removesuffix(f" {year}")


def line_words(line: LineFacts, year: int) -> Text:
    """« Repas du 1er au 30 octobre : 15 × 2,10 € », and « votre part » when the payer does not bear it all."""
    if line.kind in (LineKind.CARRIED, LineKind.PREVIOUS):
        return line.label
    named = f"{line.label} {when(line, year)}".strip()
    if line.quantity is None or line.unit_price is None:
        return named
    whole = line.quantity == line.quantity.to_integral_value()
    count = show_number(line.quantity, 0) if whole else show_number(line.quantity.normalize())
    shown = line.gross if line.third_party else line.amount
    sentence = _("{line}\u00a0: {count} × {price}")
    if line.quantity * line.unit_price != abs(shown):
        sentence = _("{line}\u00a0: {count} × {price}, votre part")
    return sentence.with_values(line=named, count=count, price=show_money(line.unit_price))


def reasons(lines: Iterable[LineFacts]) -> str:
    """Why these prices, each reason once: « Tarif « Repas »… Quotient familial de 612, tranche… : 2,10 €. »."""
    found: dict[str, dict[str, None]] = {}
    for line in lines:
        if line.why and line.kind is LineKind.CHARGE:
            found.setdefault(line.why[0], {}).update(dict.fromkeys(line.why[1:]))
    said = [sentence(words) for first, others in found.items() for words in (first, *others)]
    return " ".join(dict.fromkeys(said))


def sentence(words: str) -> str:
    """A capital, a full stop, and no cents on what is not money: a quotient of 612, not of 612,00."""
    plain = _ROUND.sub("", words.strip())
    return f"{plain[:1].upper()}{plain[1:]}{'' if plain.endswith('.') else '.'}"


def bare_name(name: str) -> str:
    """« Hélène Morel » for « Madame Hélène Morel »."""
    for civility in Civility:
        name = name.removeprefix(f"{directory_label(civility)} ")
    return name


# ---------------------------------------------------------------- paying


def ways_to_pay(series: SeriesFacts, references: Sequence[str]) -> list[tuple[Text, Rich]]:
    """The lines of a coupon, for the means that the series admits; cheques go by default to the Treasury."""
    admitted = series.payment_modes or tuple(mode.value for mode in USUAL_MODES)
    pairs: list[tuple[Text, Rich]] = []
    if PaymentMode.CHEQUE.value in admitted:
        pairs.append((_("Chèque à l’ordre de"), bold(series.payee or _("Trésor public"))))
    if PaymentMode.TRANSFER.value in admitted:
        if series.iban:
            pairs.append((_("Virement, IBAN"), bold(show_iban(series.iban))))
        pairs.append((_("Virement, référence"), bold(", ".join(references))))
    counter = [str(label(mode)) for mode in COUNTER_MODES if mode.value in admitted]
    if counter:
        names = ", ".join([counter[0], *(_lowered(word) for word in counter[1:])])
        pairs.append((names, _("à la mairie, aux heures d’ouverture")))
    return pairs


def coupon(
    series: SeriesFacts, references: Sequence[str], payer: str, amount: Decimal, beneficiary: str
) -> Coupon:
    """The slip sent back with a payment of `amount` euros; `beneficiary` receives the transfer."""
    return Coupon(
        _("Régler {amount}", amount=show_money(amount)),
        ways_to_pay(series, references),
        QRCode(code_of(series, references, amount, beneficiary), f"{bare_name(payer)} · {show_money(amount)}"),
    )


def code_of(series: SeriesFacts, references: Sequence[str], amount: Decimal, beneficiary: str) -> str:
    """What the square code says: a transfer ready for banking applications, or the reference for the counter.

    The transfer is that of the European Payments Council (EPC069-12, version 2), which wants an IBAN.
    """
    reference = " ".join(references)
    admitted = not series.payment_modes or PaymentMode.TRANSFER.value in series.payment_modes
    if not series.iban or not admitted:
        return f"{reference} {amount:.2f} EUR"
    name, iban = (series.payee or beneficiary)[:70], series.iban.replace(" ", "")
    return "\n".join(("BCD", "002", "1", "SCT", "", name, iban, f"EUR{amount:.2f}", "", "", reference[:140]))


def show_iban(iban: str) -> str:
    """By groups of four, as banks print it, never cut at the end of a line."""
    bare = iban.replace(" ", "")
    return "\u00a0".join(bare[i : i + 4] for i in range(0, len(bare), 4))


def _lowered(word: str) -> str:
    """In the middle of a sentence; an acronym keeps its capitals."""
    return word if word.isupper() else f"{word[:1].lower()}{word[1:]}"
