# SPDX-License-Identifier: EUPL-1.2
"""What is looked at in a draft before it may be validated, and how much each finding weighs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.billing.rules.invoicing import CollectionMode, Outcome, decide
from app.billing.strings import _, _n
from app.core.dates import show_day
from app.core.money import ZERO, show_money
from app.core.outcome import Address, Refusal
from app.core.text import Msg, Text

UNUSUAL_RATIO = Decimal("1.5")
"""A draft is unusual above this multiple of the mean of the payer's last three invoices (§12.4)."""


class Severity(StrEnum):
    """Whether a finding prevents the validation or is only worth reading."""

    BLOCKING = "BLOCKING"
    WARNING = "WARNING"


class CheckCode(StrEnum):
    """The checks of canteen reference §12.4."""

    CHARGE_REFUSED = "CHARGE_REFUSED"
    TARIFF_DRAFT = "TARIFF_DRAFT"
    QUOTIENT_MISSING = "QUOTIENT_MISSING"
    QUOTIENT_EXPIRED = "QUOTIENT_EXPIRED"
    PAYER_INCOMPLETE = "PAYER_INCOMPLETE"
    ADDRESS_INCOMPLETE = "ADDRESS_INCOMPLETE"
    DAYS_UNLOCKED = "DAYS_UNLOCKED"
    BILLED_TWICE = "BILLED_TWICE"
    ABOVE_UNIT_COST = "ABOVE_UNIT_COST"
    ZERO_TOTAL = "ZERO_TOTAL"
    UNDER_THRESHOLD = "UNDER_THRESHOLD"
    CREDIT_CARRIED = "CREDIT_CARRIED"
    MANDATE_MISSING = "MANDATE_MISSING"
    EMAIL_MISSING = "EMAIL_MISSING"
    UNUSUAL_AMOUNT = "UNUSUAL_AMOUNT"
    REMARK = "REMARK"
    """Something else that a module asks to read."""


@dataclass(frozen=True)
class Finding:
    """One finding about a draft: its code, its weight, and the sentence with the place to mend it."""

    code: CheckCode
    severity: Severity
    refusal: Refusal


@dataclass(frozen=True)
class DraftFacts:
    """All that the checks look at in one draft."""

    payer: Text
    """Name of the payer, as shown."""
    total: Decimal
    """New charges, in euros."""
    mode: CollectionMode = CollectionMode.CASH_OFFICE
    least: Decimal = ZERO
    """Threshold of collection on the day of issue."""
    carried: Decimal = ZERO
    missing_identity: tuple[Text, ...] = ()
    """Names of the fields that the identity lacks (« civilité », « prénom »…)."""
    missing_address: tuple[Text, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    """What the modules could not price, or custody plans that do not hold."""
    warnings: tuple[Refusal, ...] = ()
    """What the modules ask to read (code of the refusal = code of the check when there is one)."""
    uses_draft_tariff: bool = False
    unlocked_days: tuple[date, ...] = ()
    billed_twice: tuple[str, ...] = ()
    """Items of the draft that a validated invoice covers in full."""
    last_totals: tuple[Decimal, ...] = ()
    """Totals of the payer's last invoices, latest first."""
    pays_by_debit: bool = False
    has_mandate: bool = True
    wants_email: bool = False
    has_email: bool = True
    payer_address: Address | None = None
    """Where the payer is mended."""
    draft_address: Address | None = None


def check_draft(draft: DraftFacts) -> list[Finding]:
    """Every finding about a draft, the blocking ones first (§12.4)."""
    findings = [finding for check in _CHECKS for finding in check(draft)]
    return sorted(findings, key=lambda finding: finding.severity is not Severity.BLOCKING)


def is_blocked(findings: Iterable[Finding]) -> bool:
    """Whether the draft must stay a draft."""
    return any(finding.severity is Severity.BLOCKING for finding in findings)


def is_unusual(amount: Decimal, last_totals: Sequence[Decimal]) -> bool:
    """More than 1.5 × the mean of the last three totals; never without three of them."""
    last = last_totals[:3]
    return len(last) == 3 and amount * 3 > sum(last, ZERO) * UNUSUAL_RATIO


def _blocking(draft: DraftFacts, code: CheckCode, why: Msg, where: Address | None = None) -> Finding:
    return Finding(code, Severity.BLOCKING, Refusal(draft.payer, why, where or draft.draft_address, code.value))


def _warning(draft: DraftFacts, code: CheckCode, why: Msg, where: Address | None = None) -> Finding:
    return Finding(code, Severity.WARNING, Refusal(draft.payer, why, where or draft.draft_address, code.value))


def _charges(draft: DraftFacts) -> Iterable[Finding]:
    for refusal in draft.refusals:
        yield Finding(CheckCode.CHARGE_REFUSED, Severity.BLOCKING, refusal)
    for refusal in draft.warnings:
        known = refusal.code in CheckCode.__members__
        yield Finding(CheckCode(refusal.code) if known else CheckCode.REMARK, Severity.WARNING, refusal)
    if draft.uses_draft_tariff:
        why = _("un tarif utilisé est encore en projet\u00a0: complétez la date exécutoire de sa délibération")
        yield _blocking(draft, CheckCode.TARIFF_DRAFT, why)
    if draft.billed_twice:
        count = len(draft.billed_twice)
        why = _n("{n} jour est déjà facturé", "{n} jours sont déjà facturés", count)
        yield _blocking(draft, CheckCode.BILLED_TWICE, why)
    if draft.unlocked_days:
        why = _n(
            "{n} journée de la période n’est pas verrouillée ({days})",
            "{n} journées de la période ne sont pas verrouillées ({days})",
            len(draft.unlocked_days),
            days=_some_days(draft.unlocked_days),
        )
        yield _warning(draft, CheckCode.DAYS_UNLOCKED, why)


def _payer(draft: DraftFacts) -> Iterable[Finding]:
    for code, missing in (
        (CheckCode.PAYER_INCOMPLETE, draft.missing_identity),
        (CheckCode.ADDRESS_INCOMPLETE, draft.missing_address),
    ):
        if missing:
            why = _("il manque au redevable\u00a0: {fields}", fields=", ".join(str(field) for field in missing))
            yield _blocking(draft, code, why, draft.payer_address)
    if draft.pays_by_debit and not draft.has_mandate:
        why = _("le redevable paie par prélèvement, mais son mandat manque ou a expiré")
        yield _warning(draft, CheckCode.MANDATE_MISSING, why, draft.payer_address)
    if draft.wants_email and not draft.has_email:
        why = _("le redevable veut sa facture par courriel, mais son adresse électronique manque")
        yield _warning(draft, CheckCode.EMAIL_MISSING, why, draft.payer_address)


def _amount(draft: DraftFacts) -> Iterable[Finding]:
    decision = decide(draft.carried, draft.total, draft.least)
    due = show_money(draft.carried + draft.total)
    if decision.outcome is Outcome.NOTHING and not draft.refusals:
        yield _blocking(draft, CheckCode.ZERO_TOTAL, _("le total est nul\u00a0: il n’y a rien à facturer"))
    elif decision.outcome is Outcome.CREDIT:
        credit = show_money(-decision.carried)
        why = _("l’avoir de {credit} dépasse les prestations\u00a0: il est reporté", credit=credit)
        yield _blocking(draft, CheckCode.CREDIT_CARRIED, why)
    elif decision.outcome is Outcome.CARRY:
        why = _(
            "{due} est sous le seuil de mise en recouvrement de {least}\u00a0: le montant est reporté",
            due=due,
            least=show_money(draft.least),
        )
        yield _blocking(draft, CheckCode.UNDER_THRESHOLD, why)
    if is_unusual(draft.total, draft.last_totals):
        mean = sum(draft.last_totals[:3], ZERO) / 3
        why = _(
            "{total} dépasse de plus de moitié la moyenne des trois dernières factures ({mean})",
            total=show_money(draft.total),
            mean=show_money(mean),
        )
        yield _warning(draft, CheckCode.UNUSUAL_AMOUNT, why)


_CHECKS: tuple[Callable[[DraftFacts], Iterable[Finding]], ...] = (_charges, _payer, _amount)


def _some_days(days: Sequence[date]) -> str:
    shown = ", ".join(show_day(day) for day in days[:5])
    return f"{shown}…" if len(days) > 5 else shown
