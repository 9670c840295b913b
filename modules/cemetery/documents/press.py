# SPDX-License-Identifier: EUPL-1.2
"""What every paper of the cemetery is printed with, and the papers of a record: acts, permits, letters, bundles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.outcome import UserError
from app.core.text import Text
from app.directory.queries.commune import letterhead, wordings
from app.documents.blocks import Bundle, Document
from app.documents.letterhead import Letterhead
from app.documents.wording import Wordings
from app.store.uow import setting_of, today_of
from modules.cemetery import models as m
from modules.cemetery.documents import concession_acts, operation_acts, statements
from modules.cemetery.documents import words as w
from modules.cemetery.documents.facts import Held, Term
from modules.cemetery.documents.layout import Office, Sheet, compose
from modules.cemetery.documents.letters import Mail, expiry_letter, letter
from modules.cemetery.documents.loading import act_number, held, office, people, spot, style_of
from modules.cemetery.documents.loading_cases import offers, recipients
from modules.cemetery.documents.loading_operations import need_report, operation, works
from modules.cemetery.facts_of import delays_in_force
from modules.cemetery.rules.codes import (
    ClosureReason,
    ConcessionKind,
    OperationKind,
    OwnershipEventKind,
    PartyRole,
    RightBasis,
    TermOperation,
)
from modules.cemetery.rules.delays import ExpiryStyle
from modules.cemetery.rules.terms import duration_code, last_day_of_right
from modules.cemetery.strings import _, label

PACKAGE = "modules.cemetery"


@dataclass(frozen=True)
class Press:
    """A session and what its papers share, read once."""

    session: Session
    head: Letterhead
    words: Wordings
    office: Office
    style: ExpiryStyle
    today: date

    # ------------------------------------------------------------ drawing

    def act(self, sheet: Sheet) -> Document:
        """A sheet as a paper."""
        return compose(sheet, self.office, self.head, self.words)

    def mail(self, mail: Mail) -> Document:
        """A letter as a paper."""
        return letter(mail, self.office, self.head, self.words)

    def bundle(self, title: Text, papers: Sequence[Document]) -> Document | Bundle:
        """One paper as it is, several in one file. Raises `UserError` when there is none."""
        if not papers:
            raise UserError(_("Rien à imprimer\u00a0: aucune sépulture n’est concernée à cette étape."))
        return papers[0] if len(papers) == 1 else Bundle(title, papers)

    # ------------------------------------------------------------ concessions

    def term(self, concession_id: int, operation: TermOperation, act_id: int | None = None) -> Document:
        """DOC-02, 03 or 04: the act of a term; the latest of its kind when no act is named."""
        each = held(self.session, concession_id, self._granted_on(concession_id) if operation is TermOperation.GRANT else None)
        found = [rank for rank, term in enumerate(each.terms) if term.operation is operation]
        if act_id is not None:
            number = act_number(self.session, act_id)
            found = [rank for rank in found if each.terms[rank].act == number] or found
        if not found:
            raise UserError(_("Cette concession n’a pas d’acte de ce genre."))
        rank = found[-1]
        term, previous = each.terms[rank], each.terms[rank - 1] if rank else None
        if operation is TermOperation.GRANT:
            return self.act(concession_acts.deed(each, term, self.style))
        if operation is TermOperation.RENEWAL:
            return self.act(concession_acts.renewal(each, term, previous, self.style))
        return self.act(concession_acts.conversion(each, term, previous, self.style))

    def _granted_on(self, concession_id: int) -> date | None:
        """The day of the deed: its holders are those to whom the concession was granted."""
        row = self.session.get(m.Concession, concession_id)
        return row.deed_on.last if row and row.deed_on else None

    def request(
        self, plot_id: int, applicant: int | None, right_basis: str | None, kind: str | None, years: int | None,
        perpetual: bool, named: str,
    ) -> Document:  # fmt: skip
        """DOC-01: a request for a plot, filled with what is known."""
        plot = self.session.get(m.Plot, plot_id)
        if plot is None:
            raise UserError(_("Cet emplacement n’existe plus."))
        facts = concession_acts.Request(
            spot(plot), self.today, people(self.session, [applicant]).get(applicant or 0),
            RightBasis(right_basis) if right_basis else None, ConcessionKind(kind) if kind else None,
            duration_code(None if perpetual else years) if perpetual or years else None, None if perpetual else years, named,
        )  # fmt: skip
        return self.act(concession_acts.request(facts))

    def retrocession(self, concession_id: int, decision: str = "", ground_state: str = "", act_id: int | None = None) -> Document:
        """DOC-05. Raises `UserError` when the concession was not given back."""
        row = self.session.get(m.Concession, concession_id)
        if row is None or row.closed_reason not in (ClosureReason.RETROCEDED, ClosureReason.RENOUNCED):
            raise UserError(_("Cette concession n’a pas été rétrocédée à la commune."))
        closing = (row.terms[-1].snapshot or {}).get("closing") or {} if row.terms else {}
        amount = closing.get("refund")
        why = tuple(str(each["text"]) for each in closing.get("why") or ())
        refund = concession_acts.Refund(
            Decimal(str(amount)) if amount is not None else None, why or (str(_("Renonciation sans remboursement.")),),
            ground_state or str(closing.get("state") or ""), decision or self._delegated(),
        )  # fmt: skip
        number = act_number(self.session, act_id or self.latest(concession_id, "cemetery.retrocession"))
        return self.act(concession_acts.retrocession(held(self.session, concession_id), refund, number, self.style))

    def _delegated(self) -> str:
        reference = self.office.delegation
        return str(_("délégation du conseil municipal, délibération {reference}", reference=reference)) if reference else ""

    def substitution(self, concession_id: int, act_id: int | None = None) -> Document:
        """DOC-06: the latest gift of a concession. Raises `UserError` when there is none."""
        event = self.session.scalars(
            select(m.OwnershipEvent)
            .where(m.OwnershipEvent.concession_id == concession_id, m.OwnershipEvent.kind == OwnershipEventKind.GIFT)
            .order_by(m.OwnershipEvent.id.desc())
        ).first()
        if event is None:
            raise UserError(_("Aucune donation n’est enregistrée pour cette concession."))
        gift = concession_acts.Gift(*given(event.before, event.after), event.deed)
        number = act_number(self.session, act_id or self.latest(concession_id, "cemetery.substitution"))
        each = held(self.session, concession_id, self._granted_on(concession_id))
        return self.act(concession_acts.substitution(each, gift, number, self.style))

    def certificate(self, concession_id: int, act_id: int | None = None) -> Document:
        """DOC-07: what the registers say today."""
        number = act_number(self.session, act_id)
        return self.act(
            concession_acts.certificate(held(self.session, concession_id), number, self.style, number.made_on or self.today)
        )

    def notoriety(self, concession_id: int, sources: str = "", witnesses: str = "", act_id: int | None = None) -> Document:
        """DOC-33: its sources are the searches made, unless others are named."""
        from modules.cemetery.documents.case_acts import notoriety

        each = held(self.session, concession_id)
        looked = sources or "\u202f; ".join(dict.fromkeys(where_looked for _on, _by, where_looked, _result in each.searches))
        number = act_number(self.session, act_id or self.latest(concession_id, "cemetery.notoriety"))
        return self.act(notoriety(each, number, looked, witnesses))

    def receipt(self, concession_id: int) -> Document:
        """DOC-53: the receipt of the latest term that was paid."""
        each = held(self.session, concession_id)
        paid = [term for term in each.terms if term.price is not None]
        if not paid:
            raise UserError(_("Aucun prix n’est connu pour cette concession."))
        term: Term = paid[-1]
        return self.act(statements.receipt(each, term, term.asker, self.style, term.decided_on or self.today))

    def latest(self, concession_id: int, paper: str) -> int | None:
        """Id of the latest act of a concession drawn by `paper`."""
        query = select(m.Act.id).where(m.Act.concession_id == concession_id, m.Act.paper == paper)
        return self.session.scalar(query.order_by(m.Act.id.desc()).limit(1))

    # ------------------------------------------------------------ letters of expiry

    def expiry_letters(self, concession_id: int, step: int, made_on: date | None = None) -> list[Document]:
        """DOC-20: a letter for each living holder or heir. Raises `UserError` when nobody can be written to."""
        each: Held = held(self.session, concession_id)
        day = made_on or self.today
        told = recipients(self.session, concession_id, day)
        if not told:
            raise UserError(
                _("Personne à qui écrire pour la concession {number}\u00a0: recherchez d’abord les ayants droit.",
                  number=w.concession_name(each))
            )  # fmt: skip
        term = each.term
        if term is None or term.expires_on is None:
            raise UserError(
                _("La concession {number} n’a pas d’échéance connue\u00a0: il n’y a rien à renouveler.", number=w.concession_name(each))
            )
        last = last_day_of_right(term.expires_on, delays_in_force(self.session)).on
        priced = offers(self.session, concession_id)
        return [self.mail(expiry_letter(each, to, priced, step, day, last, self.style)) for to in told]

    # ------------------------------------------------------------ operations

    def permit(self, operation_id: int) -> Document:
        """DOC-08 to 15, 17, 18: the permit of an operation, by its kind."""
        facts = operation(self.session, operation_id)
        if facts.kind is OperationKind.OSSUARY_DEPOSIT:
            raise UserError(_("Un dépôt à l’ossuaire n’a pas d’autorisation\u00a0: imprimez le procès-verbal de la procédure."))
        return self.act(operation_acts.permit(facts))

    def report(self, operation_id: int) -> Document:
        """DOC-16, or the permit's twin for an exit from the temporary vault."""
        facts = operation(self.session, operation_id)
        if facts.kind is OperationKind.TEMP_EXIT:
            return self.act(operation_acts.permit(facts))
        if facts.kind not in operation_acts.EXHUMING:
            raise UserError(_("Cette opération n’a pas de procès-verbal\u00a0: seules les exhumations et les réductions en ont un."))
        need_report(facts)
        return self.act(operation_acts.report(facts))

    def works(self, works_id: int) -> Document:
        """DOC-19."""
        declared = setting_of(self.session, "cemetery.works_regime") == "DECLARATION"
        return self.act(operation_acts.works(works(self.session, works_id), declared=declared))


def given(before: str, after: str) -> tuple[str, str]:
    """(donor, donee) of a gift: holders who are no longer, holders who were not, as the event wrote them down."""
    prefix = f"{label(PartyRole.HOLDER)}\u00a0: "
    old, new = ([line.removeprefix(prefix) for line in text.splitlines() if line.startswith(prefix)] for text in (before, after))
    if not old and not new:
        return before, after
    return w.listed(name for name in old if name not in new) or w.listed(old), w.listed(name for name in new if name not in old)


def press_of(session: Session) -> Press:
    """The press of the commune that `session` reads."""
    return Press(session, letterhead(session), wordings(session, PACKAGE), office(session), style_of(session), today_of(session))
