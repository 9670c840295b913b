# SPDX-License-Identifier: EUPL-1.2
"""Facts of the papers read from rows: the commune, persons, plots, concessions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.billing.models import CouncilDecision, CoveredItem, Invoice, InvoiceLine
from app.core.outcome import UserError
from app.core.phones import show_phone
from app.core.postal import PostalAddress, postal_lines
from app.directory.models import Civility, Person, Sex
from app.directory.queries import Addressee as Key
from app.directory.queries import postal_identities
from app.directory.strings import label as directory_label
from app.documents.letterhead import town_hall_of
from app.store.uow import setting_of, settings, today_of, user_of
from modules.cemetery import models as m
from modules.cemetery.addressees import deaths
from modules.cemetery.documents.departments import COURTS, DEPARTMENTS, department_code
from modules.cemetery.documents.facts import ActNumber, Dead, Held, Kept, Proof, Spot, Term, Vote, Who
from modules.cemetery.documents.layout import Office
from modules.cemetery.rules.codes import PartyRole, Regime, TermOperation
from modules.cemetery.rules.delays import ExpiryStyle
from modules.cemetery.strings import _, label


def office(session: Session) -> Office:
    """The commune as its acts name it."""
    known = settings(session, "commune.")

    def word(name: str) -> str:
        return " ".join(str(known.get(f"commune.{name}") or "").split())

    code = department_code(word("insee_code"), word("postcode"))
    phone = word("phone")
    delegated = setting_of(session, "cemetery.mayor_delegation")
    reference = str(setting_of(session, "cemetery.delegation_reference") or "")
    town = " ".join(part for part in (word("postcode"), word("town")) if part)
    return Office(
        commune=word("name"),
        of_commune=str(town_hall_of(word("name"))).removeprefix("Mairie "),
        town=word("town") or word("name"),
        department=DEPARTMENTS.get(code, ""),
        outside_departments=not code and bool(word("insee_code") or word("postcode")),
        court=COURTS.get(code, ""),
        signatory=word("mayor"),
        phone=show_phone(phone) if phone else "",
        email=word("email"),
        clerk=user_of(session).name,
        address=", ".join(part for part in (word("address"), town) if part),
        delegation=reference if delegated is not False else "",
    )


def style_of(session: Session) -> ExpiryStyle:
    """How the commune prints an expiry."""
    return ExpiryStyle(setting_of(session, "cemetery.expiry_print_style") or ExpiryStyle.ANNIVERSARY)


# ---------------------------------------------------------------- persons


def people(session: Session, ids: Collection[int | None]) -> dict[int, Who]:
    """By id, persons as acts name them, with their address of today."""
    wanted = sorted({i for i in ids if i})
    rows = {p.id: p for p in session.scalars(select(Person).where(Person.id.in_(wanted)))} if wanted else {}
    keys = {i: Key(person_id=i) for i in rows}
    homes = postal_identities(session, keys.values()) if keys else {}
    dead = deaths(session, wanted) if wanted else {}
    return {i: _who(row, homes[keys[i]].address, i in dead) for i, row in rows.items()}


def _who(person: Person, address: PostalAddress, is_dead: bool) -> Who:
    name = full_name(person)
    woman = person.sex is Sex.F if person.sex else (person.civility is Civility.MME if person.civility else None)
    known = not address.is_empty
    lines = tuple(postal_lines(_short_name(person), address).lines) if known else ()
    salutation = f"{directory_label(person.civility)}," if person.civility else ""
    return Who(
        name, person.title, woman, person.birth_date, person.birth_place or "", one_line(address) if known else "", lines,
        salutation, is_dead,
    )  # fmt: skip


def full_name(person: Person) -> str:
    """« Madame Hélène Marie Morel née Durand », all the first names as the record of birth gives them."""
    civility = str(directory_label(person.civility)) if person.civility else ""
    given = person.given_names or person.first_name
    said = " ".join(part for part in (civility, given, person.name) if part)
    if person.usage_name and person.birth_name and person.usage_name != person.birth_name:
        born = _("née") if person.civility is Civility.MME or person.sex is Sex.F else _("né")
        said = f"{said} {born} {person.birth_name}"
    return said


def _short_name(person: Person) -> str:
    civility = str(directory_label(person.civility)) if person.civility else ""
    return " ".join(part for part in (civility, person.first_name, person.name) if part)


def one_line(address: PostalAddress) -> str:
    """« 12 bis rue des Prés, 18000 Bourges »."""
    street = " ".join(part for part in (address.number, address.repetition, address.street) if part)
    town = " ".join(part for part in (address.postcode, address.town) if part)
    parts = (address.complement1, address.complement2, street, address.locality, town, address.country)
    return ", ".join(part for part in parts if part)


# ---------------------------------------------------------------- ground


def spot(plot: m.Plot) -> Spot:
    """A plot as an act describes it."""
    section, row = plot.section, plot.row
    size = plot.surface_m2
    if size is None and plot.length_m is not None and plot.width_m is not None:
        size = (plot.length_m * plot.width_m).quantize(Decimal("0.01"))
    return Spot(
        plot.label, plot.cemetery.title, plot.cemetery.code, section.code if section else "", row.code if row else "",
        plot.kind, plot.regime is Regime.COMMON, plot.length_m, plot.width_m, size, plot.max_coffins or plot.max_urns,
        plot.cemetery.by_law_on, tuple(f"{a.label} ({a.scheme})" if a.scheme else a.label for a in plot.aliases),
    )  # fmt: skip


def level_of(place: m.Place | None) -> str:
    """« niveau 2 », « niveau 1, gauche », the label of the place when it has one."""
    if place is None:
        return ""
    if place.label:
        return place.label
    said = str(_("niveau {n}", n=place.level))
    return f"{said}, {place.side}" if place.side else said


# ---------------------------------------------------------------- the dead


def dead_of(session: Session, plot_ids: Collection[int]) -> dict[int, tuple[Dead, ...]]:
    """By plot, everybody who lies or lay there, in the order of their burials."""
    if not plot_ids:
        return {}
    query = (
        select(m.Remains, m.Deceased).join(m.Deceased, m.Deceased.id == m.Remains.deceased_id)
        .where(m.Remains.plot_id.in_(plot_ids)).order_by(m.Remains.laid_on, m.Remains.id)
    )  # fmt: skip
    rows = session.execute(query).all()
    names = people(session, [d.person_id for _r, d in rows])
    found: dict[int, list[Dead]] = {}
    for remains, deceased in rows:
        assert remains.plot_id is not None
        found.setdefault(remains.plot_id, []).append(dead(deceased, names, remains))
    return {plot: tuple(each) for plot, each in found.items()}


def dead(row: m.Deceased, names: dict[int, Who], remains: m.Remains | None = None) -> Dead:
    """One of the dead; « identité inconnue » when an old register names nobody."""
    who = names.get(row.person_id or 0) or Who(str(_("personne d’identité inconnue")))
    place = remains.plot if remains else None
    return Dead(
        who, row.died_on, row.died_at, row.death_place, row.death_record, row.last_residence, row.mpf,
        remains.laid_on if remains else None, remains.kind if remains else None, level_of(remains.place) if remains else "",
        place.label if place else "", remains.in_place if remains else True, remains.left_on if remains else None,
    )  # fmt: skip


# ---------------------------------------------------------------- concessions


def act_number(session: Session, act_id: int | None) -> ActNumber:
    """The number of an act; empty when it was never given."""
    act = session.get(m.Act, act_id) if act_id else None
    return ActNumber(act.reference, act.made_on, act.cancelled_on, act.family) if act else ActNumber()


def held(session: Session, concession_id: int, on: date | None = None) -> Held:
    """A concession with all its papers tell; its holders are those of the day `on`, today's without it.

    Raises `UserError` when it is gone.
    """
    row = session.get(m.Concession, concession_id)
    if row is None:
        raise UserError(_("Cette concession n’existe plus."))
    names = people(session, [*(p.person_id for p in row.parties), row.contact_id, *(t.asked_by_id for t in row.terms)])
    by_role: dict[PartyRole, list[m.ConcessionParty]] = {}
    for party in row.parties:
        by_role.setdefault(party.role, []).append(party)

    def of(role: PartyRole) -> list[Who]:
        return [names[party.person_id] for party in _standing(by_role.get(role, []), on or today_of(session))]

    billed = _billed(session, row)
    plots = [ground.plot for ground in row.grounds]
    lying = dead_of(session, [plot.id for plot in plots])
    register = [_("registre {volume}", volume=row.volume)] if row.volume else []
    register += [_("folio {folio}", folio=row.folio)] if row.folio else []
    return Held(
        row.number, row.cemetery.title, row.kind, ", ".join(map(str, register)), row.family_name, row.deed_on, row.deed_lost,
        row.notoriety_on, tuple(spot(plot) for plot in sorted(plots, key=lambda p: p.label)), tuple(of(PartyRole.HOLDER)),
        tuple((names[p.person_id], str(label(p.kinship))) for p in by_role.get(PartyRole.HEIR, [])),
        tuple(who.name for who in of(PartyRole.BENEFICIARY)), tuple(who.name for who in of(PartyRole.EXCLUDED)),
        tuple(_term(session, term, names, billed.get(term.id, "")) for term in row.terms), tuple(d for each in lying.values() for d in each),
        _proofs(session, row.id), searches(session, concession_id=row.id), _scans(session, row.id),
        names.get(row.contact_id or 0), row.closed_on, label(row.closed_reason) if row.closed_reason else "",
        _events(session, row.id), row.remark,
    )  # fmt: skip


def _standing(parties: Sequence[m.ConcessionParty], day: date) -> Sequence[m.ConcessionParty]:
    """Those who are so on a day; after a gift the donee, before it the donor. All of them when the days say nobody."""
    found = [
        party
        for party in parties
        if (party.valid_from is None or party.valid_from.first <= day) and (party.valid_to is None or party.valid_to.last > day)
    ]
    return found or parties


def _billed(session: Session, row: m.Concession) -> dict[int, str]:
    """By term without a receipt, the revenue order that carries its price."""
    waiting = [term.id for term in row.terms if not term.receipt]
    if not waiting:
        return {}
    fees = {fee.id: fee.term_id or 0 for fee in session.scalars(select(m.Fee).where(m.Fee.term_id.in_(waiting), m.Fee.amount > 0))}
    return {fees[fee]: reference for fee, reference in billed_references(session, fees).items()}


def billed_references(session: Session, fee_ids: Collection[int] | None = None) -> dict[int, str]:
    """By sum, the reference of the invoice that carries it."""
    if fee_ids is not None and not fee_ids:
        return {}
    query = (
        select(CoveredItem.key, Invoice.reference).join(InvoiceLine, InvoiceLine.id == CoveredItem.line_id)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id).where(CoveredItem.module == "cemetery", Invoice.reference.is_not(None))
    )  # fmt: skip
    found = {int(key.split(":")[1]): reference or "" for key, reference in session.execute(query)}
    return found if fee_ids is None else {fee: found[fee] for fee in fee_ids if fee in found}


def _term(session: Session, row: m.ConcessionTerm, names: dict[int, Who], billed: str = "") -> Term:
    kept = row.snapshot or {}
    converted = row.operation is TermOperation.CONVERSION
    due = _decimal(kept.get("due")) if converted else None
    return Term(
        row.operation, row.duration, row.years, row.start, row.expires_on, row.decided_on, row.tariff_on,
        due if due is not None else row.price, row.ccas, row.receipt or billed, act_number(session, row.act_id),
        names.get(row.asked_by_id or 0) or _first_holder(row, names), _vote(session, kept.get("tariffs") or ()),
        row.price if converted else None, _decimal(kept.get("credit")), tuple(_why(kept)),
    )  # fmt: skip


def _first_holder(row: m.ConcessionTerm, names: dict[int, Who]) -> Who | None:
    """Without anybody else named, the holder asked."""
    found = next((p for p in row.concession.parties if p.role is PartyRole.HOLDER), None)
    return names.get(found.person_id) if found else None


def _why(kept: dict[str, Any]) -> list[str]:
    said = kept.get("why") or ()
    return [str(each["text"]) if isinstance(each, dict) else str(each) for each in said]


def _decimal(value: Any) -> Decimal | None:
    return Decimal(str(value)) if value not in (None, "") else None


def _vote(session: Session, tariff_ids: Sequence[int]) -> Vote | None:
    if not tariff_ids:
        return None
    row = session.scalar(
        select(CouncilDecision).join(m.CemeteryTariff, m.CemeteryTariff.decision_id == CouncilDecision.id)
        .where(m.CemeteryTariff.id == tariff_ids[0])
    )  # fmt: skip
    return Vote(row.number, row.adopted_on) if row else None


def _proofs(session: Session, concession_id: int) -> tuple[Proof, ...]:
    i = m.InformationProof
    rows = session.scalars(select(i).where(i.concession_id == concession_id).order_by(i.sent_on, i.id))
    return tuple(
        Proof(r.sent_on, r.means, r.addressee, r.tracking, r.result, r.result_on, r.until_on, r.remark) for r in rows
    )


def searches(
    session: Session, *, concession_id: int | None = None, plot_id: int | None = None
) -> tuple[tuple[date, str, str, str], ...]:
    """(day, who, where, result) of each search for the deed of a concession or of a plot."""
    s = m.SearchRecord
    query = select(s.searched_on, s.searched_by, s.where_looked, s.result).order_by(s.searched_on, s.id)
    if concession_id is not None:
        plots = select(m.ConcessionPlot.plot_id).where(m.ConcessionPlot.concession_id == concession_id)
        query = query.where((s.concession_id == concession_id) | s.plot_id.in_(plots))
    else:
        query = query.where(s.plot_id == plot_id)
    return tuple((row[0], row[1], row[2], row[3]) for row in session.execute(query))


def _scans(session: Session, concession_id: int) -> tuple[Kept, ...]:
    return scans(session, m.ScanLink.concession_id == concession_id)


def scans(session: Session, where: Any) -> tuple[Kept, ...]:
    """Scans linked to something, and where their paper lies."""
    query = select(m.Scan).where(m.Scan.id.in_(select(m.ScanLink.scan_id).where(where))).order_by(m.Scan.dated, m.Scan.id)
    found = []
    for scan in session.scalars(query):
        title = ", ".join(part for part in (str(label(scan.kind)), scan.title) if part)
        found.append(Kept(title, scan.dated, paper_place(scan)))
    return tuple(found)


def paper_place(scan: m.Scan) -> str:
    """« salle des archives, armoire 2, boîte 12, folio 4 »."""
    parts = [scan.building, scan.room]
    parts += [str(_("armoire {name}", name=scan.cupboard))] if scan.cupboard else []
    parts += [str(_("boîte {name}", name=scan.box))] if scan.box else []
    parts += [str(_("liasse {name}", name=scan.bundle))] if scan.bundle else []
    parts += [str(_("registre {name}", name=scan.volume))] if scan.volume else []
    parts += [str(_("folio {name}", name=scan.folio))] if scan.folio else []
    return ", ".join(part for part in (*parts, scan.archive_reference) if part)


def _events(session: Session, concession_id: int) -> tuple[tuple[str, str, str, str, str], ...]:
    e = m.OwnershipEvent
    rows = session.scalars(select(e).where(e.concession_id == concession_id).order_by(e.happened_on, e.id))
    return tuple((r.happened_on.show(), str(label(r.kind)), r.deed, r.before, r.after) for r in rows)
