# SPDX-License-Identifier: EUPL-1.2
"""The contract that a row of a register speaks of: found on its plots, or made with its terms and parties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.core.dates import PartialDate
from app.core.people import key1, key2
from app.core.text import Text
from modules.cemetery.exchange.register_cells import RegisterRow
from modules.cemetery.exchange.register_known import Rights, is_finer, is_same_day
from modules.cemetery.exchange.register_people import PeopleWriter, is_same_name
from modules.cemetery.exchange.row_notes import Notes
from modules.cemetery.models import (
    Cemetery,
    Concession,
    ConcessionParty,
    ConcessionPlot,
    ConcessionTerm,
    Plot,
)
from modules.cemetery.rules.codes import (
    ClosureReason,
    DurationCode,
    Kinship,
    PartyRole,
    Regime,
    TermOperation,
)
from modules.cemetery.rules.reading import DateCell
from modules.cemetery.rules.reading_names import PersonCell
from modules.cemetery.rules.terms import add_years, duration_code, expiry_of
from modules.cemetery.strings import _

CONCEDABLE = (Regime.CONCEDED, Regime.PRIVATE_FOREVER)


@dataclass
class Contract:
    """What was found for a row: a concession, none yet, or why there can be none."""

    wanted: bool = False
    record: Concession | None = None
    refusal: Text = ""


@dataclass(frozen=True)
class TermRead:
    """The term that a row describes."""

    duration: DurationCode
    years: int | None
    expires_on: date | None
    override: PartialDate | None
    expiry_as_written: str
    contradicts: bool = False
    """A perpetual concession with an expiry, an expiry before its start."""


class RightsWriter:
    """Finds, makes and completes concessions."""

    def __init__(self, session: Session, rights: Rights, people: PeopleWriter, today: date) -> None:
        self.session = session
        self.rights = rights
        self.people = people
        self.today = today

    # ------------------------------------------------------------ finding

    def find(self, row: RegisterRow, plots: Sequence[Plot]) -> Contract:
        """The concession of a row among those of its plots; a refusal when the plot would be sold twice."""
        known = {id(c): c for plot in plots for c in self.rights.by_plot.get(plot, ())}
        if not row.has_concession:
            alone = [c for c in known.values() if c.closed_on is None]
            return Contract(True, alone[0]) if row.heirs and len(alone) == 1 else Contract()
        if row.regime is None and any(plot.regime not in CONCEDABLE for plot in plots):
            # Common ground knows no holder: what the row says is kept beside.
            return Contract()
        for concession in known.values():
            if self._is_same(row, concession):
                return Contract(True, concession)
        for concession in known.values():
            if self._overlaps(row, concession):
                return Contract(refusal=_sold_twice(concession, row))
        return Contract(True)

    def _is_same(self, row: RegisterRow, concession: Concession) -> bool:
        start = concession.terms[0].start if concession.terms else None
        same_number = bool(row.number) and concession.number_key == key2(row.number)
        if same_number:
            return True
        if row.number and concession.number:
            return False
        if row.start.value is not None and start is not None:
            return is_same_day(row.start.value, start)
        holders = [p.person for p in concession.parties if p.role is PartyRole.HOLDER]
        if row.holders and holders:
            return any(is_same_name(person, cell) for person in holders for cell in row.holders)
        return concession.closed_on is None

    def _overlaps(self, row: RegisterRow, concession: Concession) -> bool:
        """Whether the row's contract would run beside one that is still in force."""
        if concession.closed_on is not None:
            return row.start.value is not None and row.start.value.last < concession.closed_on
        if row.start.value is None:
            return True
        begun = [t.start.first for t in concession.terms if t.start is not None]
        ends = [t.expires_on for t in concession.terms]
        mine = self._term(row)
        if begun and mine.expires_on is not None and mine.expires_on <= min(begun):
            return False
        return not ends or None in ends or row.start.value.last < max(end for end in ends if end is not None)

    # ------------------------------------------------------------ writing

    def write(
        self, row: RegisterRow, cemetery: Cemetery, plots: Sequence[Plot], contract: Contract, notes: Notes
    ) -> Concession:
        """Make the contract or complete it."""
        concession = contract.record
        if concession is None:
            concession = contract.record = self._make(row, cemetery, notes)
        else:
            self._complete(row, concession, notes)
        for plot in plots:
            if concession not in self.rights.by_plot.get(plot, ()):
                concession.grounds.append(ConcessionPlot(concession=concession, plot=plot))
                self.rights.by_plot[plot].append(concession)
                notes.made = True
        self._parties(row, concession, notes)
        self._close(row, concession, notes)
        return concession

    def _make(self, row: RegisterRow, cemetery: Cemetery, notes: Notes) -> Concession:
        family = next((p.usage_name or p.birth_name for p in row.holders), "")
        concession = Concession(
            cemetery=cemetery, number=row.number, volume=row.volume, folio=row.folio, family_name=family,
            deed_on=row.start.value, as_written={},
        )  # fmt: skip
        self.session.add(concession)
        notes.made = True
        self._add_terms(row, concession, notes)
        return concession

    def _term(self, row: RegisterRow) -> TermRead:
        """Duration and expiry together: what the old title says wins, and a missing length follows from its dates."""
        code, years = row.duration.code, row.duration.years
        start, stated = row.start.value, row.expiry.value
        if stated is None and row.kind.expires_on is not None:
            stated = PartialDate.of(row.kind.expires_on)
        backwards = stated is not None and start is not None and stated.last <= start.first
        text = row.expiry.as_written if row.expiry.doubtful or backwards else ""
        if (
            code is None
            and start is not None
            and stated is not None
            and start.full
            and stated.full
            and not backwards
        ):
            length = stated.year - start.year
            if add_years(start.full, length) == stated.full:
                code, years = duration_code(length), length
        if code is DurationCode.PERP:
            return TermRead(
                code, None, None, None, row.expiry.as_written if stated else "", stated is not None
            )
        computed = expiry_of(start, years).on if start is not None and years is not None else None
        override = None if stated is None or backwards or stated.full == computed else stated
        expires_on = override.last if override is not None else computed
        if override is not None and row.expiry.as_written:
            text = row.expiry.as_written
        return TermRead(code or DurationCode.OTHER, years, expires_on, override, text, backwards)

    def _add_terms(self, row: RegisterRow, concession: Concession, notes: Notes) -> None:
        read = self._term(row)
        dated = (
            row.start.value
            or row.start.as_written
            or row.duration.code
            or row.expiry.value
            or row.kind.expires_on
        )
        if not dated:
            return
        renewal = row.renewed.value
        first = read if renewal is None else self._before_renewal(row, read)
        concession.terms.append(
            ConcessionTerm(
                sequence=1, operation=TermOperation.GRANT, duration=first.duration, years=first.years,
                start=row.start.value, start_circa=row.start.circa,
                start_as_written=row.start.as_written if _worth_keeping(row.start) else "",
                expires_on=first.expires_on, expiry_override=first.override,
                expiry_as_written=first.expiry_as_written, decided_on=row.start.value.full if row.start.value else None,
                price=row.price.euros, price_as_written=row.price.as_written if row.price.currency != "EUR" else "",
            )
        )  # fmt: skip
        if renewal is not None:
            self._renew(row, concession, read)
        if read.contradicts:
            notes.kept.append(
                _(
                    "Échéance\u00a0: «\u00a0{text}\u00a0» contredit la durée ou la date d’achat, gardée telle qu’écrite",
                    text=row.expiry.as_written,
                )
            )

    def _before_renewal(self, row: RegisterRow, read: TermRead) -> TermRead:
        """The first term of a renewed contract: the expiry written belongs to the last one."""
        start = row.start.value
        ends = expiry_of(start, read.years).on if start is not None and read.years is not None else None
        return TermRead(read.duration, read.years, ends, None, "")

    def _renew(self, row: RegisterRow, concession: Concession, read: TermRead) -> None:
        """A renewal starts at the expiry it continues (§6.2), or on its own day when that is unknown."""
        before = concession.terms[0].expires_on
        renewal = row.renewed.value
        assert renewal is not None
        near = before is not None and abs(renewal.year - before.year) <= 5
        start = PartialDate.of(before) if near and before is not None else renewal
        computed = expiry_of(start, read.years).on if read.years is not None else None
        stated = row.expiry.value
        is_last = stated is not None and (before is None or stated.last > before)
        override = stated if is_last and stated is not None and stated.full != computed else None
        concession.terms.append(
            ConcessionTerm(
                sequence=2, operation=TermOperation.RENEWAL, duration=read.duration, years=read.years, start=start,
                start_circa=row.renewed.circa,
                start_as_written=row.renewed.as_written if _worth_keeping(row.renewed) else "",
                expires_on=override.last if override else computed, expiry_override=override,
                expiry_as_written=row.expiry.as_written if override else "", decided_on=renewal.full,
            )
        )  # fmt: skip

    def _complete(self, row: RegisterRow, concession: Concession, notes: Notes) -> None:
        notes.fill(concession, "number", row.number, _("N° de concession"), folded=True)
        for column, value, said in (("volume", row.volume, _("Registre")), ("folio", row.folio, _("Folio"))):
            notes.fill(concession, column, value, said, folded=True)
        if not concession.terms:
            self._add_terms(row, concession, notes)
            notes.made = notes.made or bool(concession.terms)
            return
        term, read = concession.terms[0], self._term(row)
        if row.start.value is not None and is_finer(row.start.value, term.start):
            term.start = concession.deed_on = row.start.value
            term.expires_on = read.expires_on if term.expiry_override is None else term.expires_on
            notes.filled.append(_("Date d’achat précisée\u00a0: {value}", value=row.start.value.show()))
        elif row.start.value is not None and not is_same_day(row.start.value, term.start):
            notes.differ(_("Date d’achat"), term.start.show() if term.start else "", row.start.value.show())
        if row.duration.code is not None and (term.duration, term.years) != (read.duration, read.years):
            notes.differ(_("Durée"), _length(term.duration, term.years), _length(read.duration, read.years))
        elif (
            len(concession.terms) == 1 and read.expires_on is not None and term.expires_on != read.expires_on
        ):
            if term.expires_on is None and term.duration is not DurationCode.PERP:
                term.expires_on, term.expiry_override = read.expires_on, read.override
                notes.filled.append(_("Échéance ajoutée"))
            elif is_finer(row.start.value, term.start) is False and row.expiry.value is not None:
                notes.differ(_("Échéance"), term.expires_on, read.expires_on)
        if row.renewed.value is not None and len(concession.terms) == 1:
            self._renew(row, concession, read)
            notes.filled.append(_("Renouvellement ajouté"))
        notes.fill(term, "price", row.price.euros, _("Prix"))

    # ------------------------------------------------------------ parties and end

    def _parties(self, row: RegisterRow, concession: Concession, notes: Notes) -> None:
        for role, cells in ((PartyRole.HOLDER, row.holders), (PartyRole.HEIR, row.heirs)):
            for cell in cells:
                if cell.family or cell.unknown:
                    # A family is nobody: its name is on the grave, its words beside.
                    notes.fill(concession, "family_name", cell.birth_name, _("Famille"), folded=True)
                    notes.keep_written(concession, "holder", cell.as_written)
                else:
                    self._party(row, concession, role, cell, notes)
        contact = concession.contact or next(
            (p.person for p in sorted(concession.parties, key=lambda p: p.role is PartyRole.HOLDER)), None
        )
        if (row.mail or row.phone or row.email) and contact is not None:
            if concession.contact is None:
                concession.contact = contact
            self.people.reach(contact, row, notes)

    def _party(
        self, row: RegisterRow, concession: Concession, role: PartyRole, cell: PersonCell, notes: Notes
    ) -> None:
        here = [p for p in concession.parties if p.role is role]
        for party in here:
            if is_same_name(party.person, cell) and is_same_day(party.person.birth_date, cell.born.value):
                self.people.complete(party.person, cell, notes)
                return
        if role is PartyRole.HOLDER and here and not notes.made and not row.external_id:
            notes.keep_written(concession, "holder", cell.as_written)
            names = ", ".join(p.person.title for p in here)
            notes.differ(_("Concessionnaire"), names, cell.as_written)
            return
        mail = row.mail
        street, postcode = (key1(f"{mail.number} {mail.street}"), mail.postcode) if mail else ("", "")
        person = self.rights.same_person(cell, row.phone, row.email, street, postcode) or self.people.make(
            cell
        )
        concession.parties.append(
            ConcessionParty(
                person=person, role=role, rank=len(here),
                kinship=Kinship.FOUNDER if role is PartyRole.HOLDER and not here else Kinship.UNKNOWN,
            )
        )  # fmt: skip
        notes.filled.append(_("{name} ajouté", name=person.title))

    def _close(self, row: RegisterRow, concession: Concession, notes: Notes) -> None:
        """« reprise le … »: the contract is over on that day."""
        day = row.kind.repossessed_on
        if not row.kind.repossessed or concession.closed_on is not None:
            return
        if day is None or day.full is None:
            notes.keep_written(concession, "repossessed", row.kind.as_written)
            return
        ends = [term.expires_on for term in concession.terms]
        over = bool(ends) and None not in ends and max(e for e in ends if e) <= day.full
        concession.closed_on = day.full
        concession.closed_reason = ClosureReason.NOT_RENEWED if over else None
        notes.filled.append(_("Reprise le {day}", day=day.show()))


def _worth_keeping(cell: DateCell) -> bool:
    return cell.doubtful


def _length(code: DurationCode, years: int | None) -> Any:
    return code if years is None else _("{years} ans", years=years)


def _sold_twice(concession: Concession, row: RegisterRow) -> Text:
    owner = concession.family_name or next((p.person.title for p in concession.parties), "")
    name = " ".join(part for part in (concession.number, owner) if part) or str(_("sans numéro"))
    other = row.number or (row.holders[0].as_written if row.holders else key1(row.holder_text))
    return _(
        "Emplacement vendu deux fois\u00a0: la concession {known} court encore, la ligne en donne une autre ({other})."
        " Corrigez le numéro d’emplacement, ou terminez d’abord la première.",
        known=name,
        other=other,
    )
