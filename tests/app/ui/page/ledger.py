# SPDX-License-Identifier: EUPL-1.2
"""A module with a real table of bills and every kind of field, for the tests of pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from app.contract import CONTRACT_VERSION, Module, Permission
from app.core.clock import FixedClock
from app.core.dates import Month
from app.core.outcome import Address, Report, UserError
from app.core.text import translator
from app.forms import fields as f
from app.forms.page import (
    Action,
    ChartPart,
    Column,
    FieldsPart,
    Filter,
    Form,
    Heading,
    Importer,
    LinesPart,
    Page,
    Paper,
    ProsePart,
    Record,
    RowFate,
    RowOutcome,
    Scope,
    Section,
    Table,
)
from app.forms.records import get, load, save
from app.registry import Registry
from app.store.base import Cents
from app.store.base import Record as Stored

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.store.dossier import Dossier
    from app.store.uow import Work

_, _n = translator("ledger")
TODAY = date(2026, 11, 23)
CLOCK = FixedClock.on(TODAY)


class BillState(StrEnum):
    """Where a bill is."""

    DRAFT = "draft"
    SENT = "sent"
    PAID = "paid"
    LATE = "late"


class Bill(Stored):
    """A bill of a month."""

    __tablename__ = "ledger_bill"

    number: Mapped[str]
    payer: Mapped[str]
    payer_key: Mapped[str]
    month: Mapped[Month]
    children: Mapped[int] = mapped_column(default=1)
    total: Mapped[Decimal] = mapped_column(Cents)
    due: Mapped[Decimal] = mapped_column(Cents, default=Decimal(0))
    state: Mapped[BillState]
    sent_on: Mapped[date | None]
    note: Mapped[str | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    illness: Mapped[str | None] = mapped_column(info={"sensitive": True})


STATES = (
    f.Option("paid", _("Payée"), f.Tone.SUCCESS, "check"),
    f.Option("sent", _("Envoyée"), f.Tone.INFO, "send"),
    f.Option("late", _("En retard"), f.Tone.DANGER, "alarm-clock"),
    f.Option("draft", _("Brouillon"), f.Tone.NEUTRAL, "pencil"),
)
NUMBER = f.Text(name="number", label=_("Numéro"), width=15, required=True)
PAYER = f.Text(name="payer", label=_("Payeur"), width=18, required=True, synonyms=("Nom", "Famille"))
CHILDREN = f.Whole(name="children", label=_("Enfants"), unit=_("enf."), least=0, most=12, default=1)
TOTAL = f.Money(name="total", label=_("Total"), required=True, synonyms=("Montant",))
DUE = f.Money(name="due", label=_("Reste dû"))
STATE = f.Choice(name="state", label=_("État"), options=STATES, kind=BillState)
SENT_ON = f.Day(name="sent_on", label=_("Envoyée le"))
NOTE = f.LongText(name="note", label=_("Note"), help=_("Visible de la mairie seule."))
EMAIL = f.Email(name="email", label=_("Courriel"))
PHONE = f.Phone(name="phone", label=_("Téléphone"))
ILLNESS = f.Text(name="illness", label=_("Allergie"), sensitive=True)
MONTH = f.MonthOf(name="month", label=_("Mois"), required=True)
EDITED = (PAYER, CHILDREN, SENT_ON, EMAIL, PHONE, NOTE, ILLNESS)


def find_bills(session: Session, text: str) -> list[tuple[int, str]]:
    """Bills whose payer holds the text."""
    from app.core.people import key1

    query = select(Bill.id, Bill.number, Bill.payer).where(Bill.payer_key.like(f"%{key1(text)}%")).limit(20)
    return [(row.id, f"{row.number} {row.payer}") for row in session.execute(query)]


def bill_title(session: Session, bill_id: int) -> str:
    """The title of one bill."""
    bill = get(session, Bill, bill_id)
    return f"{bill.number} {bill.payer}"


EVERY_KIND: tuple[f.Field[Any], ...] = (
    f.Text(name="text", label=_("Texte"), required=True),
    f.LongText(name="long_text", label=_("Texte long")),
    f.Email(name="email", label=_("Courriel")),
    f.Phone(name="phone", label=_("Téléphone")),
    f.Postcode(name="postcode", label=_("Code postal")),
    f.Whole(name="whole", label=_("Entier"), unit=_("enf."), least=0),
    f.Number(name="number", label=_("Quotient")),
    f.Money(name="money", label=_("Montant")),
    f.Day(name="day", label=_("Jour")),
    f.PartialDay(name="partial", label=_("Né vers")),
    f.TimeOfDay(name="hour", label=_("Heure")),
    f.MonthOf(name="month", label=_("Mois")),
    f.Choice(name="state", label=_("État"), options=STATES, kind=BillState),
    f.Choice(name="town", label=_("Commune"), options=tuple(f.Option(str(i), f"Commune {i}") for i in range(9))),
    f.Flag(name="flag", label=_("Urgent")),
    f.Weekdays(name="days", label=_("Jours")),
    f.Ref(name="bill", label=_("Facture"), page="ledger.bills", find=find_bills, title=bill_title),
    f.Refs(name="bills", label=_("Factures"), page="ledger.bills", find=find_bills),
    f.Lines(name="lines", label=_("Tranches"), fields=(
        f.Number(name="upto", label=_("Jusqu’à")), f.Money(name="price", label=_("Prix")),
    )),
    f.Moment(name="at", label=_("Enregistré")),
)
SOME_VALUES: dict[str, Any] = {
    "text": "Lefèvre Œuvrard", "long_text": "Deux\nlignes", "email": "h.morel@exemple.fr", "phone": "+33643816580",
    "postcode": "01400", "whole": 3, "number": Decimal("612.5"), "money": Decimal("12.50"), "day": date(2026, 10, 3),
    "hour": time(9, 30), "month": Month(2026, 10), "state": BillState.SENT, "town": "7", "flag": True, "days": 0b11011,
    "lines": ({"upto": Decimal(400), "price": Decimal("2.10")}, {"upto": None, "price": Decimal("3.15")}),
}


def _source(session: Session, params: Mapping[str, Any]) -> Any:
    query = select(
        Bill.id, Bill.number.label("number"), Bill.payer.label("payer"), Bill.payer_key.label("payer_key"),
        Bill.children.label("children"), Bill.total.label("total"), Bill.due.label("due"), Bill.state.label("state"),
        Bill.payer_key.label("payer__sort"), Bill.note.label("note"),
    )
    month = params.get("month")
    return query if month is None else query.where(Bill.month == month)


def _lines(session: Session, bill_id: int) -> Sequence[Mapping[str, Any]]:
    bill = get(session, Bill, bill_id)
    rows = [
        ("Zoé\u00a0· repas", 15, "2.10", "31.50"), ("Zoé\u00a0· repas non réservé", 1, "3.15", "3.15"),
        ("Loïc\u00a0· repas", 16, "2.10", "33.60"), ("Loïc\u00a0· absence non justifiée", 1, "2.10", "2.10"),
        ("Reste dû de septembre", None, None, "16.05"),
    ]  # fmt: skip
    made: list[Mapping[str, Any]] = [
        {"id": i + 1, "label": label, "quantity": n, "price": Decimal(p) if p else None, "amount": Decimal(a)}
        for i, (label, n, p, a) in enumerate(rows)
    ]
    return [*made, {"id": None, "label": "Total", "quantity": None, "price": None, "amount": bill.total, "_emphasis": True}]


def _why(session: Session, line_id: int) -> Sequence[Any]:
    if line_id == 5:
        return ()
    return (
        _("Pourquoi 2,10\u00a0€\u202f?") if line_id != 2 else _("Pourquoi 3,15\u00a0€\u202f?"),
        "Quotient 612 (CAF, vu le 2 sept.) → tranche de 401 à 700, habitante, régulier.",
        "Délibération 2026-31 du 29 juin 2026, applicable depuis le 1er septembre. Semaines paires\u00a0: Mme\u00a0Morel.",
    )


def _heading(session: Session, bill_id: int) -> Heading:
    bill = get(session, Bill, bill_id)
    return Heading(bill.number, f"{bill.payer} · octobre 2026 · émise le 3 novembre", state=STATE.option(bill.state))


def _prose(session: Session, bill_id: int) -> Sequence[Any]:
    bill = get(session, Bill, bill_id)
    return (_("Aucun règlement reçu depuis 41 jours."),) if bill.state == BillState.LATE else ()


def _chart(session: Session, bill_id: int) -> Any:
    from app.documents.charts import BarChart, Series

    return BarChart(_("Repas par mois"), ("Sept.", "Oct.", "Nov."), (Series(_("Repas"), (14, 31, 12)),))


def _pay(work: Work, *, ids: tuple[int, ...], amount: Decimal | None = None, on: date | None = None) -> Report:
    work.require("ledger.edit")
    report = Report()
    for bill_id in ids:
        bill = get(work.session, Bill, bill_id)
        if bill.state == BillState.DRAFT:
            report.refuse(bill.payer, _("c’est un brouillon."), Address("ledger.bills", bill_id))
            continue
        bill.state, bill.due = BillState.PAID, Decimal(0)
        report.records.append(Address("ledger.bills", bill_id))
    report.summary = _n("{n} facture encaissée.", "{n} factures encaissées.", len(report.records))
    return report


def _add(work: Work, *, number: str, payer: str, total: Decimal, month: Month, children: int | None = 1) -> Report:
    from app.core.people import key1

    work.require("ledger.edit")
    if total > 1000:
        raise UserError(_("Au plus 1\u202f000,00\u00a0€ par facture."), field="total")
    bill = Bill(
        number=number, payer=payer, payer_key=key1(payer), month=month, children=children or 0, total=total,
        due=total, state=BillState.DRAFT,
    )
    work.session.add(bill)
    work.session.flush()
    return Report(summary=_("Facture ajoutée."), records=[Address("ledger.bills", bill.id)])


def _validate(work: Work, *, month: Month) -> Report:
    work.require("ledger.edit")
    drafts = work.session.scalars(select(Bill).where(Bill.month == month, Bill.state == BillState.DRAFT)).all()
    if len(drafts) > 2:
        work.confirm("many", _("{count} factures d’un coup\u00a0: continuer\u202f?", count=len(drafts)))
    for bill in work.progress.over(list(drafts), _("Validation")):
        bill.state = BillState.SENT
    return Report(summary=_n("{n} facture validée.", "{n} factures validées.", len(drafts)))


def _count(session: Session, month: Month | None) -> int:
    query = select(Bill.id).where(Bill.state == BillState.DRAFT)
    return len(session.scalars(query if month is None else query.where(Bill.month == month)).all())


def _forget(work: Work, *, id: int) -> Report:
    work.require("ledger.edit")
    work.session.delete(get(work.session, Bill, id))
    work.session.flush()
    return Report(summary=_("Facture supprimée."))


def _begin_import(work: Work, options: Mapping[str, Any]) -> Any:
    from app.core.people import key1

    known = {bill.number: bill for bill in work.session.scalars(select(Bill))}

    def take(values: Mapping[str, Any]) -> RowOutcome:
        bill = known.get(values["number"])
        where = None
        if bill is None:
            bill = Bill(
                number=values["number"], payer=values["payer"], payer_key=key1(values["payer"]), month=options["month"],
                total=values["total"], due=values["total"], state=BillState.DRAFT, note=values.get("note"),
                children=values.get("children") or 0,
            )
            work.session.add(bill)
            work.session.flush()
            if bill.total < 0:
                raise UserError(_("Un total est positif."))
            known[bill.number] = bill
            return RowOutcome(RowFate.NEW, bill.payer, where=Address("ledger.bills", bill.id))
        where = Address("ledger.bills", bill.id)
        if bill.total == values["total"]:
            return RowOutcome(RowFate.SAME, bill.payer, where=where)
        bill.total = values["total"]
        return RowOutcome(RowFate.CHANGED, bill.payer, where=where)

    return take


IMPORTER = Importer(
    name="ledger.bills", title=_("Factures d’un tableur"), fields=(NUMBER, PAYER, CHILDREN, TOTAL, NOTE),
    begin=_begin_import, permission="ledger.edit",
    options=Form(fields=(MONTH,), start=lambda session, params: {"month": Month(2026, 10)}),
    help=_("Une ligne par facture."),
)


def _draw(session: Session, **parameters: Any) -> Any:
    from app.documents.blocks import Document, Paragraph

    bill = get(session, Bill, parameters["id"])
    return Document(title=str(_("Facture {number}", number=bill.number)), blocks=(Paragraph(f"Facture {bill.number}"),))


def _bills_page() -> Page:
    return Page(
        name="ledger.bills", title=_("Mois et factures"),
        table=Table(
            name="ledger.bills", title=_("Factures"), source=_source,
            columns=(
                Column(field=NUMBER), Column(field=PAYER), Column(field=CHILDREN, weak=True), Column(field=TOTAL, sum=True),
                Column(field=DUE, sum=True, hidden=True), Column(field=STATE), Column(field=NOTE, hidden=True),
            ),
            filters=(
                Filter(name="all", label=_("Toutes")),
                Filter(name="draft", label=_("Brouillons"), where=lambda c: c.state == "draft"),
                Filter(name="sent", label=_("Envoyées"), where=lambda c: c.state == "sent"),
                Filter(name="late", label=_("En retard"), where=lambda c: c.state == "late"),
            ),
            search=("number", "payer_key"), order="payer",
            parameters=Form(fields=(MONTH,), start=lambda session, params: {"month": Month(2026, 10)}),
            counted=lambda n: _n("{n} facture", "{n} factures", n),
            empty=_("Ici viendront les factures du mois. Commencez par en ajouter une."), first_step="ledger.add",
            reads=frozenset({"ledger_bill"}),
        ),
        record=Record(
            model=lambda: Bill, heading=_heading, actions=("ledger.pay", "ledger.forget"),
            parts=(
                LinesPart(title="", columns=(
                    Column(field=f.Text(name="label", label=_("Ligne"), width=24)),
                    Column(field=f.Whole(name="quantity", label=_("Qté"))), Column(field=f.Money(name="price", label=_("Prix"))),
                    Column(field=f.Money(name="amount", label=_("Montant"))),
                ), rows=_lines, why=_why),
                ProsePart(title=_("À relancer"), text=_prose, tone=f.Tone.DANGER),
                FieldsPart(
                    title=_("Envoi"), fields=EDITED, load=load(Bill, EDITED),
                    save=save(Bill, EDITED, "ledger.edit", "ledger.bills"), permission="ledger.edit",
                ),
                ChartPart(title=_("Repas par mois"), chart=_chart),
            ),
        ),
        actions=("ledger.validate", "ledger.add", "ledger.pay"), permission="ledger.read",
    )  # fmt: skip


def _actions() -> Sequence[Action]:
    return (
        Action(
            name="ledger.pay", label=_("Encaisser…"), run=_pay, permission="ledger.edit", scope=Scope.SELECTION,
            icon="hand-coins", help=_("Le règlement solde les factures choisies."), applies=lambda row: row["state"] != "paid",
            form=Form(fields=(
                f.Money(name="amount", label=_("Montant reçu")), f.Day(name="on", label=_("Reçu le"), default=TODAY),
            )),
            preview=lambda session, params: (_("{count} factures seront soldées.", count=len(params["ids"])),),
        ),
        Action(
            name="ledger.add", label=_("Ajouter une facture…"), run=_add, permission="ledger.edit", icon="plus", opens=True,
            form=Form(sections=(
                Section(title=_("La facture"), fields=(NUMBER, PAYER)),
                Section(title=_("Le montant"), fields=(TOTAL, MONTH, CHILDREN)),
            )),
        ),
        Action(
            name="ledger.validate", label=_("Valider le mois…"), run=_validate, permission="ledger.edit", icon="check-check",
            form=Form(fields=(MONTH,)), shortcut="Ctrl+M", legal=True,
            confirm=lambda session, params: _(
                "{count} brouillons deviendront des factures définitives. Continuer\u202f?",
                count=_count(session, params["month"]),
            ),
            preview=lambda session, params: (_("{count} brouillons seront validés.", count=_count(session, params["month"])),),
        ),
        Action(
            name="ledger.forget", label=_("Supprimer"), run=_forget, permission="ledger.edit", scope=Scope.RECORD, icon="trash-2",
            confirm=lambda session, params: _("Supprimer {title}\u202f?", title=bill_title(session, params["id"])),
        ),
    )  # fmt: skip


def _papers() -> Sequence[Paper]:
    return (
        Paper(name="ledger.bill", title=_("Facture"), draw=_draw, permission="ledger.read", page="ledger.bills"),
        Paper(name="ledger.batch", title=_("Imprimer le lot"), draw=_draw, permission="ledger.read", page="ledger.bills",
              scope=Scope.SELECTION),
    )  # fmt: skip


LEDGER = Module(
    name="ledger", title=_("Cantine"), icon="utensils", package="app.core", contract=CONTRACT_VERSION, hue="canteen",
    pages=lambda: (_bills_page(),), actions=_actions, papers=_papers, imports=lambda: (IMPORTER,),
    permissions=lambda: (Permission("ledger.read", _("Lire")), Permission("ledger.edit", _("Modifier"))),
)  # fmt: skip

NAMES = (
    "Aubert", "Benoît-Lévy", "Bertrand", "Caron", "Chevalier", "de La Tour", "Dufour – Simon", "Fontaine", "Garnier",
    "Guérin", "Lefèvre", "Le Goff", "Marchand", "Meunier", "Morel", "N’Diaye", "Œuvrard", "Perrin", "Picard", "Roger",
)  # fmt: skip


def registry() -> Registry:
    """The one module."""
    return Registry([LEDGER])


def make_dossier(folder: Path, count: int = 20) -> Dossier:
    """A real dossier with `count` bills of October."""
    from app.core.people import key1
    from app.store.dossier import Dossier

    dossier = Dossier.create(folder, "Saint-Aubin-des-Prés", [], clock=CLOCK)
    Bill.__table__.create(dossier.store.engine)  # type: ignore[attr-defined]
    order = (BillState.PAID, BillState.LATE, BillState.DRAFT, BillState.PAID, BillState.SENT, BillState.SENT)
    with dossier.store.work("Préparation", undoable=False) as work:
        for i in range(count):
            name = NAMES[i % len(NAMES)] if i < len(NAMES) else f"{NAMES[i % len(NAMES)]} {i}"
            state = order[i % len(order)]
            total = Decimal(1675 + i * 777 % 11000) / 100
            work.session.add(Bill(
                number="—" if state is BillState.DRAFT else f"CAN-2026-{98 + i:05d}", payer=name, payer_key=key1(name),
                month=Month(2026, 10), children=1 + i % 3, total=total, due=total if state is not BillState.PAID else Decimal(0),
                state=state, sent_on=date(2026, 11, 3), email="h.morel@exemple.fr", phone="+33643816580", illness="arachide",
            ))
    return dossier
