# SPDX-License-Identifier: EUPL-1.2
"""Works, tariffs, numbered acts and receipts: the books that the town hall keeps of its cemetery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import String, and_, case, cast, func, literal, select
from sqlalchemy.orm import Session, aliased

from app.billing.models import CoveredItem, Invoice, InvoiceLine, Payer
from app.core.dates import show_day
from app.core.money import show_money
from app.core.text import Text as Shown
from app.directory.models import Organisation, Person
from app.forms.fields import Choice, Day, Field, Flag, Money, Option, Text, Tone, Whole
from app.forms.page import Column, FieldsPart, Filter, Form, Heading, Page, ProsePart, Record, Table
from app.forms.records import get, load, save
from app.store.uow import today_of
from modules.cemetery import lists
from modules.cemetery import models as m
from modules.cemetery.permissions import GROUND, READ, SETUP
from modules.cemetery.rules.codes import ActFamily, DurationCode, PlotKind, TariffOperation, WorksNature
from modules.cemetery.strings import _, _n, label
from modules.cemetery.ui import fields as f
from modules.cemetery.ui.pages_ground import texts

WORKS = "cemetery.works"
TARIFFS = "cemetery.tariffs"
ACTS = "cemetery.acts"
FEES = "cemetery.fees"




# ---------------------------------------------------------------- works

WORKS_FIELDS: tuple[Field[Any], ...] = (
    f.choice("nature", _("Nature"), WorksNature, required=True),
    Text(name="permit_number", label=_("N° d’autorisation"), default=""),
    Day(name="permitted_on", label=_("Autorisés le")),
    Day(name="planned_from", label=_("Prévus du")),
    Day(name="planned_to", label=_("Au")),
    Day(name="begun_on", label=_("Commencés le")),
    Day(name="ended_on", label=_("Finis le")),
    Day(name="checked_on", label=_("Contrôlés le")),
    Text(name="state_before", label=_("État avant"), default=""),
    Text(name="state_after", label=_("État après"), default=""),
    Text(name="reservation", label=_("Réserve de la commune"), default=""),
    f.note(),
)


def works_heading(session: Session, works_id: int) -> Heading:
    """Nature, grave, firm."""
    row = get(session, m.Works, works_id)
    firm = row.firm.title if row.firm is not None else ""
    state = Option("OPEN", _("En cours"), Tone.INFO, "truck")
    if row.checked_on is not None:
        state = Option("DONE", _("Contrôlés"), Tone.SUCCESS, "check")
    return Heading(f"{label(row.nature)} · {row.plot.label}", firm, state)


WORKS_PAGE = Page(
    name=WORKS,
    title=_("Travaux"),
    table=Table(
        name=WORKS,
        title=_("Travaux sur les sépultures"),
        columns=(
            Column(field=Text(name="plot", label=_("Emplacement"), width=10), strong=True),
            Column(field=f.choice("nature", _("Nature"), WorksNature, width=16)),
            Column(field=Text(name="firm", label=_("Entreprise"), width=18)),
            Column(field=Text(name="applicant", label=_("Demandeur"), width=18), weak=True),
            Column(field=Day(name="planned_from", label=_("Du"))),
            Column(field=Day(name="planned_to", label=_("Au"))),
            Column(field=Day(name="checked_on", label=_("Contrôlés le"))),
            Column(field=Text(name="permit_number", label=_("N°"), width=10), hidden=True),
            Column(field=Day(name="ended_on", label=_("Finis le")), hidden=True),
        ),
        source=lists.works,
        filters=(
            Filter(name="open", label=_("À contrôler"), where=lambda c: c.checked_on.is_(None)),
            Filter(name="all", label=_("Tous")),
        ),
        filter="open",
        search=("plot", "firm", "applicant", "permit_number"),
        order="-planned_from",
        counted=lambda n: _n("{n} chantier", "{n} chantiers", n),
        empty=_("Travaux demandés ou déclarés par les familles et les entreprises."),
        reads=frozenset({"cemetery_works", "cemetery_plot", "directory_organisation", "directory_person"}),
        permission=READ,
    ),
    record=Record(
        model=lambda: m.Works,
        heading=works_heading,
        parts=(
            FieldsPart(
                title=_("Travaux"),
                fields=WORKS_FIELDS,
                load=load(m.Works, WORKS_FIELDS),
                save=save(
                    m.Works, WORKS_FIELDS, GROUND, WORKS, texts("permit_number", "state_before", "state_after", "reservation", "remark")
                ),
                permission=GROUND,
            ),
        ),
        actions=("cemetery.end-works",),
    ),
    actions=("cemetery.record-works",),
    permission=READ,
    help=_("Les travaux sur les monuments, de la demande au contrôle."),
)  # fmt: skip

# ---------------------------------------------------------------- tariffs

TARIFF_FIELDS: tuple[Field[Any], ...] = (
    f.choice("operation", _("Pour"), TariffOperation, required=True),
    f.choice("plot_kind", _("Type d’emplacement"), PlotKind, help=_("Vide\u00a0: tous.")),
    f.choice("duration", _("Durée"), DurationCode),
    Whole(name="years", label=_("Années"), least=1, most=100),
    Money(name="base_price", label=_("Prix"), required=True),
    f.metres("base_surface_m2", _("Jusqu’à"), "m²"),
    Money(name="extra_price_per_m2", label=_("Par m² au-delà")),
    Money(name="per_place_price", label=_("Par place")),
    Text(name="decision", label=_("Délibération"), width=14),
    Day(name="valid_from", label=_("Depuis le"), required=True),
    Day(name="valid_to", label=_("Jusqu’au")),
)


def load_tariff(session: Session, tariff_id: int) -> Mapping[str, Any]:
    """A tariff and the number of its decision."""
    row = get(session, m.CemeteryTariff, tariff_id)
    values = {field.name: getattr(row, field.name) for field in TARIFF_FIELDS if field.name != "decision"}
    return {"version": row.version, **values, "decision": row.decision.number if row.decision is not None else ""}


def tariff_heading(session: Session, tariff_id: int) -> Heading:
    """What it pays for, and the price."""
    row = get(session, m.CemeteryTariff, tariff_id)
    parts = [str(label(row.operation))]
    if row.duration is not None:
        parts.append(str(label(row.duration)))
    if row.plot_kind is not None:
        parts.append(str(label(row.plot_kind)))
    since = _("depuis le {day}", day=show_day(row.valid_from))
    return Heading(", ".join(parts), f"{show_money(row.base_price)}, {since}")


def tariff_words(session: Session, tariff_id: int) -> Sequence[Shown]:
    """A tariff already used is not rewritten: a new one follows it."""
    return [_("Un nouveau prix s’ajoute à partir de son premier jour\u00a0: l’ancien reste pour les actes passés.")]


TARIFFS_PAGE = Page(
    name=TARIFFS,
    title=_("Tarifs"),
    table=Table(
        name=TARIFFS,
        title=_("Tarifs du cimetière"),
        columns=(
            Column(field=f.choice("operation", _("Pour"), TariffOperation, width=16), strong=True),
            Column(field=f.choice("duration", _("Durée"), DurationCode, width=12)),
            Column(field=f.choice("plot_kind", _("Type"), PlotKind, width=14)),
            Column(field=Money(name="base_price", label=_("Prix"))),
            Column(field=f.metres("base_surface_m2", _("Jusqu’à"), "m²"), hidden=True),
            Column(field=Money(name="extra_price_per_m2", label=_("Par m² au-delà")), hidden=True),
            Column(field=Money(name="per_place_price", label=_("Par place")), hidden=True),
            Column(field=Day(name="valid_from", label=_("Depuis le"))),
            Column(field=Day(name="valid_to", label=_("Jusqu’au")), weak=True),
            Column(field=Text(name="decision", label=_("Délibération"), width=12), weak=True),
        ),
        source=lists.tariffs,
        filters=(
            Filter(name="open", label=_("En vigueur"), where=lambda c: c.valid_to.is_(None)),
            Filter(name="all", label=_("Tous")),
        ),
        filter="open",
        search=("decision",),
        order="operation",
        counted=lambda n: _n("{n} tarif", "{n} tarifs", n),
        empty=_("Les prix votés par le conseil\u00a0: durée, type d’emplacement, surface."),
        reads=frozenset({"cemetery_tariff", "billing_council_decision"}),
        permission=READ,
    ),
    record=Record(
        model=lambda: m.CemeteryTariff,
        heading=tariff_heading,
        parts=(
            ProsePart(title=_("À savoir"), text=tariff_words),
            FieldsPart(title=_("Tarif"), fields=TARIFF_FIELDS, load=load_tariff, permission=SETUP),
        ),
        actions=("cemetery.end-tariff",),
    ),
    actions=("cemetery.set-tariff",),
    permission=READ,
    help=_("Les prix du cimetière, par décision du conseil et par date."),
)  # fmt: skip

# ---------------------------------------------------------------- numbered acts

ACTS_PAGE = Page(
    name=ACTS,
    title=_("Actes"),
    table=Table(
        name=ACTS,
        title=_("Actes numérotés"),
        columns=(
            Column(field=f.choice("family", _("Famille"), ActFamily, width=16)),
            Column(field=Whole(name="year", label=_("Année"))),
            Column(field=Whole(name="number", label=_("N°")), strong=True),
            Column(field=Text(name="title", label=_("Objet"), width=34)),
            Column(field=Day(name="made_on", label=_("Fait le"))),
            Column(field=Text(name="concession", label=_("Concession"), width=10), weak=True),
            Column(field=Flag(name="issued", label=_("Papier archivé")), hidden=True),
            Column(field=Day(name="cancelled_on", label=_("Annulé le"))),
        ),
        source=lists.acts,
        filters=(
            Filter(name="all", label=_("Tous")),
            *(
                Filter(name=family.value.lower(), label=label(family), where=lambda c, one=family: c.family == one)  # type: ignore[misc]
                for family in ActFamily
            ),
        ),
        search=("title", "concession"),
        order="-made_on",
        counted=lambda n: _n("{n} acte", "{n} actes", n),
        empty=_("Titres, arrêtés, autorisations\u00a0: chacun reçoit son numéro le jour où il est fait."),
        reads=frozenset({"cemetery_act"}),
        permission=READ,
    ),
    record=Record(
        model=lambda: m.Act,
        heading=lambda session, act_id: act_heading(session, act_id),
        parts=(ProsePart(title=_("Annulation"), text=lambda session, act_id: act_cancelled(session, act_id), tone=Tone.WARNING),),
        actions=("cemetery.issue-act", "cemetery.cancel-act"),
    ),
    actions=("cemetery.freeze-register",),
    permission=READ,
    help=_("Une suite par année et par famille d’actes, sans trou\u00a0: un numéro annulé reste."),
)  # fmt: skip


def act_heading(session: Session, act_id: int) -> Heading:
    """Number, title, day."""
    row = get(session, m.Act, act_id)
    state = Option("VOID", _("Annulé"), Tone.NEUTRAL, "x") if row.cancelled_on else None
    return Heading(f"{row.reference} · {row.title}", show_day(row.made_on), state)


def act_cancelled(session: Session, act_id: int) -> Sequence[Shown]:
    """Why it was cancelled."""
    row = get(session, m.Act, act_id)
    return [_("{reason}, le {day}", reason=row.cancelled_because, day=show_day(row.cancelled_on))] if row.cancelled_on else ()


# ---------------------------------------------------------------- receipts

PAID = (
    Option("PAID", _("Encaissée"), Tone.SUCCESS, "check"),
    Option("BILLED", _("Facturée"), Tone.INFO, "send"),
    Option("DUE", _("À facturer"), Tone.WARNING, "clock"),
    Option("NO_PAYER", _("Sans redevable"), Tone.DANGER, "circle-question-mark"),
    Option("REFUND", _("À rembourser"), Tone.WARNING, "undo-2"),
    Option("VOID", _("Annulée"), Tone.NEUTRAL, "x"),
)


def receipts(session: Session, params: Mapping[str, Any]) -> Any:
    """The journal of sums: what is due, billed, paid, refunded, in a year."""
    fee, item = m.Fee, aliased(CoveredItem)
    year = params.get("year") or today_of(session).year
    billed = (
        select(InvoiceLine.invoice_id)
        .join(item, item.line_id == InvoiceLine.id)
        .where(item.module == "cemetery", item.key.like(literal("cemetery:").concat(cast(fee.id, String)).concat(":%")))
        .order_by(item.id).limit(1).correlate(fee).scalar_subquery()
    )  # fmt: skip
    state = case(
        (fee.cancelled_on.is_not(None), "VOID"),
        (fee.amount < 0, "REFUND"),
        (fee.payer_id.is_(None), "NO_PAYER"),
        (and_(Invoice.id.is_not(None), Invoice.paid >= Invoice.total), "PAID"),
        (Invoice.id.is_not(None), "BILLED"),
        else_="DUE",
    )
    return (
        select(
            fee.id, fee.due_on, fee.operation, fee.label, fee.amount, fee.ccas, (fee.amount - fee.ccas).label("commune"),
            func.coalesce(Person.title, Organisation.title).label("payer"), m.Concession.number.label("concession"),
            Invoice.reference.label("invoice"), state.label("state"),
        )
        .outerjoin(Payer, Payer.id == fee.payer_id).outerjoin(Person, Person.id == Payer.person_id)
        .outerjoin(Organisation, Organisation.id == Payer.organisation_id)
        .outerjoin(m.Concession, m.Concession.id == fee.concession_id).outerjoin(Invoice, Invoice.id == billed)
        .where(fee.due_on.between(date(year, 1, 1), date(year, 12, 31)))
    )  # fmt: skip


def fee_heading(session: Session, fee_id: int) -> Heading:
    """What is due, how much."""
    row = get(session, m.Fee, fee_id)
    return Heading(row.label, f"{show_money(row.amount)} · {show_day(row.due_on)}")


def fee_why(session: Session, fee_id: int) -> Sequence[Shown]:
    """Why this sum, as kept on its day."""
    return list(get(session, m.Fee, fee_id).why)


FEES_PAGE = Page(
    name=FEES,
    title=_("Recettes"),
    table=Table(
        name=FEES,
        title=_("Journal des recettes"),
        columns=(
            Column(field=Day(name="due_on", label=_("Le")), strong=True),
            Column(field=Text(name="label", label=_("Objet"), width=28)),
            Column(field=Text(name="payer", label=_("Redevable"), width=20)),
            Column(field=Money(name="amount", label=_("Montant")), sum=True),
            Column(field=Money(name="ccas", label=_("Dont CCAS")), sum=True, weak=True),
            Column(field=Choice(name="state", label=_("Où elle en est"), options=PAID, width=14)),
            Column(field=Text(name="invoice", label=_("Titre"), width=14)),
            Column(field=f.choice("operation", _("Pour"), TariffOperation, width=16), hidden=True),
            Column(field=Money(name="commune", label=_("Part de la commune")), sum=True, hidden=True),
            Column(field=Text(name="concession", label=_("Concession"), width=10), hidden=True),
        ),
        source=receipts,
        filters=(
            Filter(name="all", label=_("Toutes")),
            Filter(name="due", label=_("À facturer"), where=lambda c: c.state == "DUE"),
            Filter(name="billed", label=_("Facturées"), where=lambda c: c.state == "BILLED"),
            Filter(name="paid", label=_("Encaissées"), where=lambda c: c.state == "PAID"),
            Filter(name="no-payer", label=_("Sans redevable"), where=lambda c: c.state == "NO_PAYER"),
            Filter(name="refund", label=_("À rembourser"), where=lambda c: c.state == "REFUND"),
        ),
        search=("label", "payer", "concession", "invoice"),
        order="-due_on",
        parameters=Form(
            fields=(Whole(name="year", label=_("Année"), least=1900, most=2200),),
            start=lambda session, params: {"year": params.get("year") or today_of(session).year},
        ),
        counted=lambda n: _n("{n} recette", "{n} recettes", n),
        empty=_("Ce que le cimetière doit encaisser dans l’année\u00a0: concessions, dépôts, plaques."),
        reads=frozenset({"cemetery_fee", "billing_invoice", "billing_covered_item", "billing_payer"}),
        permission=READ,
    ),
    record=Record(
        model=lambda: m.Fee,
        heading=fee_heading,
        parts=(ProsePart(title=_("Pourquoi cette somme"), text=fee_why),),
        actions=("cemetery.set-payer", "cemetery.cancel-fee"),
    ),
    actions=("cemetery.draft-fees", "cemetery.validate-fees", "cemetery.charge-service"),
    permission=READ,
    help=_("Ce que le cimetière encaisse, la part du CCAS, et où en est chaque somme."),
)  # fmt: skip
