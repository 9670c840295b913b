# SPDX-License-Identifier: EUPL-1.2
"""Facts about drafts for the rules that check them, gathered for a whole run at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.billing.models import CollectionSeries, Invoice, LineKind, Payer
from app.billing.queries import batches, covered, last_totals, payer_titles
from app.billing.rules.checks import DraftFacts, Finding, Severity, check_draft
from app.billing.rules.invoicing import CollectionMode, threshold
from app.billing.rules.quotients import QuotientFacts, is_expired
from app.billing.services.drafting import Item
from app.billing.strings import _
from app.core.money import ZERO
from app.core.outcome import Address, Refusal
from app.core.text import Text
from app.directory.models import ContactKind, Person
from app.directory.queries import Addressee, PostalIdentity, contacts_of, postal_identities, quotient_on
from app.directory.settings import REVIEW_MONTH
from app.store.uow import setting_of

INVOICES, PAYERS = "billing.invoices", "billing.payers"


@dataclass
class RunFacts:
    """What a run knows of its payers, loaded with a few SELECTs whatever their number."""

    payers: dict[int, Payer]
    titles: dict[int, str]
    identities: dict[Addressee, PostalIdentity]
    emails: dict[int, list[str]]
    lasts: dict[int, list[Decimal]]
    people: dict[int, Person] = field(default_factory=dict)
    expired: set[int] = field(default_factory=set)
    """Payers whose household's quotient must be seen again."""

    def identity(self, payer_id: int) -> PostalIdentity:
        """Recipient and address of a payer."""
        return self.identities[addressee(self.payers[payer_id])]


def addressee(payer: Payer) -> Addressee:
    """To whom a payer's letters go."""
    return Addressee(payer.person_id, payer.organisation_id, payer.household_id)


def run_facts(session: Session, payer_ids: Iterable[int], series: CollectionSeries, day: date) -> RunFacts:
    """Load what the checks and the snapshots of identity need."""
    ids = sorted(set(payer_ids))
    payers: dict[int, Payer] = {}
    people: dict[int, Person] = {}
    for batch in batches(ids):
        payers.update({payer.id: payer for payer in session.scalars(select(Payer).where(Payer.id.in_(batch)))})
    for batch in batches(payer.person_id for payer in payers.values()):
        people.update({person.id: person for person in session.scalars(select(Person).where(Person.id.in_(batch)))})
    return RunFacts(
        payers=payers,
        titles=payer_titles(session, ids),
        identities=postal_identities(session, [addressee(payer) for payer in payers.values()], day),
        emails=contacts_of(session, [p.person_id for p in payers.values() if p.person_id], ContactKind.EMAIL),
        lasts=last_totals(session, ids, series.id),
        people=people,
        expired=_expired(session, payers, day),
    )


def _expired(session: Session, payers: Mapping[int, Payer], day: date) -> set[int]:
    month = setting_of(session, REVIEW_MONTH)
    if not month:
        return set()
    quotients = quotient_on(session, [p.household_id for p in payers.values() if p.household_id], day)
    late = {
        household_id
        for household_id, q in quotients.items()
        if is_expired(QuotientFacts(q.value, q.valid_from), day, int(month))
    }
    return {payer_id for payer_id, payer in payers.items() if payer.household_id in late}


def check_drafts(
    session: Session,
    drafts: Sequence[Invoice],
    series: CollectionSeries,
    facts: RunFacts,
    day: date,
    blocked: Mapping[int, Sequence[Refusal]] | None = None,
    warnings: Mapping[int, Sequence[Refusal]] | None = None,
) -> dict[int, list[Finding]]:
    """Findings by payer. Without `blocked` and `warnings`, those kept on the drafts when they were made are used."""
    twice = stale_items(session, drafts)
    found = {}
    for draft in drafts:
        payer_id = draft.payer_id
        refused = blocked.get(payer_id, ()) if blocked is not None else _kept(draft, Severity.BLOCKING)
        warned = warnings.get(payer_id, ()) if warnings is not None else _kept(draft, Severity.WARNING)
        draft_facts = _facts(draft, series, facts, day, refused, warned, twice.get(payer_id, ()))
        found[payer_id] = check_draft(draft_facts)
    return found


def _facts(
    draft: Invoice,
    series: CollectionSeries,
    facts: RunFacts,
    day: date,
    refusals: Sequence[Refusal],
    warnings: Sequence[Refusal],
    twice: Sequence[str],
) -> DraftFacts:
    payer = facts.payers[draft.payer_id]
    carried = sum((line.amount for line in draft.lines if line.kind is LineKind.CARRIED), ZERO)
    where = Address(PAYERS, payer.id)
    title = facts.titles.get(payer.id, "")
    extra = [Refusal(title, _("le quotient familial est à revoir"), where, "QUOTIENT_EXPIRED")]
    return DraftFacts(
        payer=title,
        total=draft.total - carried,
        mode=series.collection_mode,
        least=series.threshold if series.threshold is not None else threshold(series.collection_mode, day),
        carried=carried,
        missing_identity=_missing_identity(payer, facts, series.collection_mode),
        missing_address=_missing_address(facts.identity(payer.id)),
        refusals=tuple(refusals),
        warnings=(*warnings, *(extra if payer.id in facts.expired else ())),
        uses_draft_tariff=any(_is_project(line.snapshot) for line in draft.lines),
        billed_twice=tuple(twice),
        last_totals=tuple(facts.lasts.get(payer.id, ())),
        wants_email=payer.by_email,
        has_email=bool(payer.organisation_id or facts.emails.get(payer.person_id or 0)),
        payer_address=where,
        draft_address=Address(INVOICES, draft.id),
    )


def _missing_identity(payer: Payer, facts: RunFacts, mode: CollectionMode) -> tuple[Text, ...]:
    person = facts.people.get(payer.person_id or 0)
    if person is None:
        return ()
    missing: list[Text] = [] if person.birth_name else [_("nom")]
    missing += [] if person.first_name else [_("prénom")]
    # The accountant's files ask for the title; a cash office does not (cross-cutting reference §8).
    if person.civility is None and mode is not CollectionMode.CASH_OFFICE:
        missing.append(_("civilité"))
    return tuple(missing)


def _missing_address(identity: PostalIdentity) -> tuple[Text, ...]:
    address = identity.address
    missing: list[Text] = [] if address.street or address.locality else [_("rue")]
    if not address.is_foreign and not address.postcode:
        missing.append(_("code postal"))
    if not address.town:
        missing.append(_("commune"))
    return tuple(missing)


def _is_project(snapshot: Mapping[str, Any]) -> bool:
    """Whether a tariff without executable decision was used, wherever the module kept it."""
    return bool(snapshot.get("draft")) or any(
        _is_project(value) for value in snapshot.values() if isinstance(value, dict)
    )


def stale_items(session: Session, drafts: Sequence[Invoice]) -> dict[int, list[str]]:
    """Keys by payer whose cover changed since the draft was made: another document billed or credited them."""
    items = [(d.payer_id, Item.read(row)) for d in drafts for line in d.lines for row in line.items]
    if not items:
        return {}
    modules = sorted({item.key.partition(":")[0] for _payer, item in items})
    days = [item.day for _payer, item in items]
    cover = covered(session, modules, min(days), max(days))
    found: dict[int, list[str]] = {}
    for payer_id, item in items:
        known = cover.get(payer_id, {}).get(item.key)
        if (known.amount if known else ZERO) != item.before:
            found.setdefault(payer_id, []).append(item.key)
    return found


def _kept(draft: Invoice, severity: Severity) -> list[Refusal]:
    """What the modules said when the draft was made; the other checks are made again."""
    return [
        Refusal(r["what"], r["why"], Address(r["page"], r["id"]) if r["page"] else None, r["code"])
        for r in draft.remarks
        if r.get("module") and r["severity"] == severity.value
    ]


def remarks_of(
    findings: Iterable[Finding], blocked: Sequence[Refusal] = (), warnings: Sequence[Refusal] = ()
) -> list[dict[str, Any]]:
    """Findings as a draft keeps them; `module` marks those that only the modules can say."""
    own = {id(refusal) for refusal in (*blocked, *warnings)}
    return [
        {
            "code": finding.refusal.code or finding.code.value,
            "severity": finding.severity.value,
            "what": str(finding.refusal.what),
            "why": str(finding.refusal.why),
            "page": finding.refusal.where.page if finding.refusal.where else "",
            "id": finding.refusal.where.id if finding.refusal.where else None,
            "module": id(finding.refusal) in own,
        }
        for finding in findings
    ]
