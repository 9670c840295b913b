# SPDX-License-Identifier: EUPL-1.2
"""How lines, days and ways to pay are said on the papers of billing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from app.billing.documents.facts import InvoiceFacts, LineFacts, SeriesFacts
from app.billing.models import LineKind
from app.billing.rules.invoicing import CollectionMode
from app.billing.rules.payments import PaymentMode
from app.billing.strings import _
from app.core.dates import Month, show_day_long, show_month, show_period
from app.core.money import show_money, show_number
from app.core.text import Text
from app.documents.blocks import Coupon, QRCode, Rich, bold

AT_THE_COUNTER = ((PaymentMode.CASH, _("espèces")), (PaymentMode.CARD, _("carte")))


def of_month(facts: InvoiceFacts) -> str:
    """« d’octobre 2026 », « de novembre 2026 », « du 28 septembre au 4 octobre 2026 »."""
    month = Month.of(facts.period_first)
    if (facts.period_first, facts.period_last) == (month.first, month.last):
        words = show_month(month)
        return f"d’{words}" if words[0] in "ao" else f"de {words}"
    return show_period(facts.period_first, facts.period_last)


def when(line: LineFacts, year: int) -> str:
    """« du 1er au 30 octobre », « le 9 octobre »: the year is left out when it goes without saying."""
    if line.first_on is None or line.last_on is None:
        return ""
    return show_period(line.first_on, line.last_on).removesuffix(f" {year}")


def line_words(line: LineFacts, year: int) -> Text:
    """« Repas du 1er au 30 octobre : 15 × 2,10 € », and the payer's part when he does not bear it all."""
    named = line.label if line.kind is LineKind.CARRIED else f"{line.label} {when(line, year)}".strip()
    if line.quantity is None or line.unit_price is None:
        return named
    count = show_number(line.quantity.normalize() if line.quantity % 1 else line.quantity.quantize(Decimal(1)))
    price = show_money(line.unit_price)
    if line.quantity * line.unit_price == abs(line.amount) or line.third_party:
        return _("{line}\u00a0: {count} × {price}", line=named, count=count, price=price)
    return _("{line}\u00a0: {count} × {price}, votre part", line=named, count=count, price=price)


def tariff_words(facts: InvoiceFacts) -> list[str]:
    """The reasons of the prices, each said once: « 2,10 € : quotient familial de 612, tranche… »."""
    found: dict[str, None] = {}
    for line in facts.lines:
        if line.why and line.kind is LineKind.CHARGE:
            reason = ", ".join(line.why)
            price = "" if line.unit_price is None else f"{show_money(line.unit_price)}\u00a0: "
            found[f"{price}{reason}."] = None
    return list(found)


def decision_words(decisions: Sequence[tuple[str, date]]) -> Text:
    """« délibération 2026-31 du 29 juin 2026 »."""
    return ", ".join(
        str(_("délibération {number} du {day}", number=number, day=show_day_long(day))) for number, day in decisions
    )


def ways_to_pay(series: SeriesFacts, reference: str) -> list[tuple[Text, Rich]]:
    """The lines of a payment coupon, for the means that the series admits."""
    admitted = set(series.payment_modes) or {mode.value for mode in PaymentMode}
    pairs: list[tuple[Text, Rich]] = []
    if PaymentMode.CHEQUE.value in admitted:
        pairs.append((_("Chèque à l’ordre de"), bold(series.payee or _("Trésor public"))))
    if PaymentMode.TRANSFER.value in admitted and series.iban:
        pairs.append((_("Virement, IBAN"), bold(show_iban(series.iban))))
    if PaymentMode.TRANSFER.value in admitted:
        pairs.append((_("Référence à rappeler"), bold(reference)))
    counter = [str(words) for mode, words in AT_THE_COUNTER if mode.value in admitted]
    if counter and series.mode is CollectionMode.CASH_OFFICE:
        pairs.append((", ".join(counter).capitalize(), _("à la mairie, aux heures d’ouverture")))
    return pairs


def show_iban(iban: str) -> str:
    """By groups of four, as banks print it."""
    bare = iban.replace(" ", "")
    return " ".join(bare[i : i + 4] for i in range(0, len(bare), 4))


def coupon(series: SeriesFacts, reference: str, payer: str, amount: Decimal, name: str) -> Coupon:
    """The slip sent back with a payment; its code is read by banking applications when there is an IBAN."""
    content = transfer_code(series, reference, amount, name) or f"{reference} {amount:.2f} EUR"
    return Coupon(
        _("Régler {amount}", amount=show_money(amount)),
        ways_to_pay(series, reference),
        QRCode(content, caption=f"{payer} · {show_money(amount)}"),
    )


def transfer_code(series: SeriesFacts, reference: str, amount: Decimal, name: str) -> str:
    """The SEPA transfer code of the European Payments Council (EPC069-12, version 2), empty without an IBAN."""
    if not series.iban or amount <= 0:
        return ""
    beneficiary = (series.payee or name)[:70]
    iban = series.iban.replace(" ", "")
    return "\n".join(("BCD", "002", "1", "SCT", "", beneficiary, iban, f"EUR{amount:.2f}", "", "", reference[:140]))
