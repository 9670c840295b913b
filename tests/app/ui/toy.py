# SPDX-License-Identifier: EUPL-1.2
"""A toy module for the tests of the window: people over the table of users, bills computed on the spot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.contract import CONTRACT_VERSION, Module, Permission
from app.core.clock import FixedClock
from app.core.outcome import Address, Report
from app.core.text import translator
from app.forms.fields import Choice, Flag, Money, MonthOf, Option, Text, Tone, Whole
from app.forms.page import (
    Action,
    Column,
    FieldsPart,
    Filter,
    Form,
    Heading,
    LinesPart,
    Page,
    Record,
    Scope,
    Table,
    Task,
    Tile,
)
from app.registry import Failure, Registry

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.store.dossier import Dossier
    from app.store.search import SearchSource
    from app.store.uow import Work

_, _n = translator("toy")
TODAY = date(2026, 11, 23)
CLOCK = FixedClock.on(TODAY)
NAMES = ("Aubert", "Benoît-Lévy", "Bertrand", "Caron", "Chevalier", "de La Tour", "Dufour", "Fontaine", "Garnier")
STATES = (
    Option("paid", _("Payée"), Tone.SUCCESS, "check"),
    Option("sent", _("Envoyée"), Tone.INFO, "send"),
    Option("late", _("En retard"), Tone.DANGER, "alarm-clock"),
    Option("draft", _("Brouillon"), Tone.NEUTRAL, "pencil"),
)
NUMBER = Text(name="number", label=_("Numéro"), width=16)
PAYER = Text(name="payer", label=_("Payeur"), width=18)
TOTAL = Money(name="total", label=_("Total"))
STATE = Choice(name="state", label=_("État"), options=STATES)
DISPLAY = Text(name="display_name", label=_("Nom affiché"), required=True)
NAME = Text(name="name", label=_("Identifiant"))


def bills(session: Session, params: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Nine bills, always the same."""
    return [
        {
            "id": rank + 1, "number": f"CAN-2026-{98 + rank:05d}", "payer": name,
            "total": Decimal("114.05") + rank * 7, "state": STATES[rank % 4].value,
        }
        for rank, name in enumerate(NAMES)
    ]


def _bill(session: Session, record_id: int) -> Mapping[str, Any]:
    return bills(session, {})[record_id - 1]


def _heading(session: Session, record_id: int) -> Heading:
    bill = _bill(session, record_id)
    return Heading(title=bill["number"], subtitle=f"Mme {bill['payer']} · octobre 2026", state=STATE.option(bill["state"]))


def _users(session: Session, params: Mapping[str, Any]) -> Any:
    from sqlalchemy import select

    from app.store.models import User

    return select(User.id, User.name.label("name"), User.display_name.label("display_name"))


def _user_heading(session: Session, record_id: int) -> Heading:
    from app.forms.records import get
    from app.store.models import User

    return Heading(title=get(session, User, record_id).display_name)


def _user_model() -> type[Any]:
    from app.store.models import User

    return User


def _pages() -> Sequence[Page]:
    from app.forms.records import load, save
    from app.store.models import User

    return (
        Page(
            name="toy.bills", title=_("Mois et factures"), help=_("Les factures du mois."),
            table=Table(
                name="toy.bills", title=_("Factures"), columns=(
                    Column(field=NUMBER), Column(field=PAYER, strong=True), Column(field=TOTAL, sum=True), Column(field=STATE),
                ),
                rows=bills, search=("number", "payer"), order="number",
                filters=(
                    Filter(name="all", label=_("Toutes")),
                    Filter(name="late", label=_("En retard"), keep=lambda row: row["state"] == "late"),
                ),
                counted=lambda n: _n("{n} facture", "{n} factures", n),
                empty=_("Aucune facture."), reads=frozenset({"store_setting"}),
            ),
            record=Record(
                model=_user_model, heading=_heading,
                parts=(LinesPart(title=_("Lignes"), columns=(Column(field=PAYER), Column(field=TOTAL)),
                                 rows=lambda session, i: [_bill(session, i)]),),
                actions=("toy.send",),
            ),
            actions=("toy.draft",), permission="toy.read",
        ),
        Page(
            name="toy.people", title=_("Inscriptions"),
            table=Table(
                name="toy.people", title=_("Personnes"), columns=(Column(field=NAME), Column(field=DISPLAY, strong=True)),
                source=_users, search=("name", "display_name"), order="name", reads=frozenset({"store_user"}),
                empty=_("Personne encore."), first_step="toy.add",
            ),
            record=Record(
                model=_user_model, heading=_user_heading, actions=("toy.rename",),
                parts=(FieldsPart(title=_("Identité"), fields=(DISPLAY,), load=load(User, (DISPLAY,)),
                                  save=save(User, (DISPLAY,), "toy.edit", "toy.people")),),
            ),
            actions=("toy.add",), permission="toy.read",
        ),
    )  # fmt: skip


def _add(work: Work, *, name: str, display_name: str) -> Report:
    from app.store.models import User

    work.require("toy.edit")
    user = User(name=name, display_name=display_name, role="agent", rights=[])
    work.session.add(user)
    work.session.flush()
    return Report(summary=_("{name} est ajouté.", name=display_name), records=[Address("toy.people", user.id)])


def _rename(work: Work, *, id: int, display_name: str) -> Report:
    from app.forms.records import get
    from app.store.models import User

    get(work.session, User, id).display_name = display_name
    return Report(summary=_("Renommé."))


def _draft(work: Work, *, month: Any) -> Report:
    work.put_setting("toy.month", str(month))
    return Report(summary=_("Mois préparé."))


def _send(work: Work, *, id: int) -> Report:
    work.put_setting("toy.sent", id)
    return Report(summary=_("Envoyée."))


def _actions() -> Sequence[Action]:
    return (
        Action(name="toy.draft", label=_("Préparer le mois…"), run=_draft, permission="toy.edit", shortcut="Ctrl+M",
               form=Form(fields=(MonthOf(name="month", label=_("Mois"), required=True),)), icon="calculator"),
        Action(name="toy.send", label=_("Envoyer"), run=_send, permission="toy.edit", scope=Scope.RECORD, icon="send"),
        Action(name="toy.add", label=_("Inscrire…"), run=_add, permission="toy.edit", icon="user-plus",
               form=Form(fields=(Text(name="name", label=_("Identifiant"), required=True), DISPLAY)), opens=True),
        Action(name="toy.rename", label=_("Renommer…"), run=_rename, permission="toy.edit", scope=Scope.RECORD,
               form=Form(fields=(DISPLAY,))),
    )  # fmt: skip


def _search() -> Sequence[SearchSource]:
    from app.store.models import User
    from app.store.search import Entry, SearchSource

    return (
        SearchSource(
            kind="toy.person", title=_("Personnes"), model=User, page="toy.people",
            entry=lambda user: Entry(user.display_name, user.name, (user.display_name, user.name)),
        ),
    )


def _tasks(session: Session, today: date) -> Sequence[Task]:
    bills_page = Address("toy.bills")
    return (
        Task(title=_("Commander les repas de demain\u00a0: 187"), icon="clock-alert", due=_("avant 9\u00a0h\u00a030"),
             detail=_("142 standard · 31 sans porc · 14 végétariens. Le fournisseur attend l’effectif avant 9\u00a0h\u00a030."),
             tone=Tone.DANGER, due_on=today, action="toy.draft", button=_("Commander")),
        Task(title=_("Pointage non terminé\u00a0: CE1-CE2, vendredi 20"), detail=_("26 enfants attendus, 4 sans réponse."),
             due=_("en retard"), tone=Tone.DANGER, due_on=today - timedelta(3), icon="clipboard-check", where=bills_page,
             button=_("Pointer")),
        Task(title=_("Octobre\u00a0: 4 factures restées brouillons"), due=_("4 à corriger"), tone=Tone.WARNING,
             detail=_("2 enfants sans tarif, 1 quotient manquant, 1 adresse incomplète."), icon="receipt-euro",
             where=Address("toy.bills", 3), button=_("Corriger"), due_on=today + timedelta(2)),
        Task(title=_("2 réponses attendues"), due=_("vendredi"), tone=Tone.WARNING, icon="mail", where=bills_page,
             due_on=today + timedelta(4)),
        Task(title=_("11 factures impayées depuis plus de 30 jours"), due=_("cette semaine"), icon="hand-coins",
             detail=_("Première relance prête, 642,80\u00a0€ au total."), where=bills_page, button=_("Relire")),
        Task(title=_("Clôturer novembre"), due=_("le 30"), tone=Tone.INFO, due_on=date(2026, 11, 30), where=bills_page),
        Task(title=_("Voter les tarifs"), due=_("en janvier"), due_on=date(2027, 1, 15), where=bills_page),
    )  # fmt: skip


def _tiles(session: Session, today: date) -> Sequence[Tile]:
    from app.documents.charts import BarChart, Series

    days = ("9", "10", "12", "13", "16", "17", "19", "20", "23")
    counts = (171, 166, 152, 174, 168, 172, 160, 153, 174)
    return (
        Tile(title=_("Repas servis par jour"),
             chart=BarChart(_("Repas servis par jour"), days, (Series(_("Repas"), counts),))),
        Tile(title=_("Facturé en octobre"), figure="6\u202f482,40\u00a0€", detail=_("118 factures")),
        Tile(title=_("Impayés"), figure="1\u202f204,15\u00a0€", detail=_("19 payeurs"), tone=Tone.DANGER,
             where=Address("toy.bills")),
        Tile(title=_("Quotients à revoir"), figure="12", detail=_("avant janvier")),
    )  # fmt: skip


def _settings() -> Sequence[Any]:
    return (
        Whole(name="toy.delay", label=_("Délai de paiement"), default=30, least=1, help=_("En jours.")),
        Flag(name="toy.round", label=_("Arrondir au centime"), default=True),
    )


TOY = Module(
    name="toy", title=_("Cantine"), icon="utensils", package="app.core", contract=CONTRACT_VERSION, hue="canteen",
    purpose=_("Un module pour rire."), pages=_pages, actions=_actions, search=_search, tasks=_tasks, tiles=_tiles,
    settings=_settings, permissions=lambda: (Permission("toy.read", _("Lire")), Permission("toy.edit", _("Modifier"))),
)  # fmt: skip

OTHER = Module(
    name="other", title=_("Crèche"), icon="baby", package="app.core", contract=CONTRACT_VERSION, hue="creche",
    pages=lambda: (Page(name="other.rooms", title=_("Salles"), table=Table(
        name="other.rooms", title=_("Salles"), columns=(Column(field=NUMBER),), rows=lambda session, params: (),
        empty=_("Aucune salle."),
    )),),
)  # fmt: skip


def toy_registry() -> Registry:
    """Two modules that work, one that failed."""
    return Registry([TOY, OTHER], [Failure("broken", _("Il lui manque un morceau."))])


def toy_dossier(folder: Path) -> Dossier:
    """A real dossier with a few people in it."""
    from app.store.dossier import Dossier
    from app.store.models import User

    dossier = Dossier.create(folder, "Saint-Aubin-des-Prés", toy_registry().modules, clock=CLOCK)
    with dossier.store.work("Préparation", undoable=False) as work:
        work.put_setting("commune.population", 2412)
        for name in NAMES:
            work.session.add(User(name=name.lower(), display_name=f"{name} Jade", role="agent", rights=[]))
    return dossier
