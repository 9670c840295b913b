# SPDX-License-Identifier: EUPL-1.2
"""Tariffs with their grids, the council's decisions behind them, and the series of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.billing.models import CollectionSeries, CouncilDecision, Tariff
from app.billing.permissions import READ, TARIFFS
from app.billing.queries.lists import decisions_rows, series_rows, tariffs_rows
from app.billing.queries.tariffs import facts_of
from app.billing.strings import _, _n, label
from app.billing.ui.actions import SERIES_FIELDS
from app.billing.ui.fields import (
    CATEGORY,
    COLLECTION,
    PRICE_METHOD,
    REGULARITY,
    RESIDENCY,
    SERVICE,
    day,
    money,
    text,
)
from app.billing.ui.forms import DECISION, linear_words
from app.core.dates import show_day_long
from app.core.money import show_number
from app.core.text import Text
from app.forms.fields import Flag, LongText, Money, Number, Option, Tone, Whole
from app.forms.page import Column, FieldsPart, Filter, Heading, LinesPart, Page, ProsePart, Record, Row, Table
from app.forms.records import get, load, save
from app.store.uow import today_of

PAGE, DECISIONS, SERIES = "billing.tariffs", "billing.decisions", "billing.series"


# ---------------------------------------------------------------- tariffs

TARIFFS_TABLE = Table(
    name=PAGE,
    title=_("Tarifs"),
    columns=(
        Column(field=text("title", _("Tarif")), strong=True),
        Column(field=RESIDENCY, hidden=True),
        Column(field=CATEGORY, hidden=True),
        Column(field=REGULARITY, hidden=True),
        Column(field=PRICE_METHOD, hidden=True),
        Column(field=money("lowest", _("De"))),
        Column(field=money("highest", _("À"))),
        Column(field=day("valid_from", _("À partir du"))),
        Column(field=day("valid_to", _("Jusqu’au"))),
        Column(field=text("decision", _("Délibération"), width=10), hidden=True),
        Column(field=day("executable_on", _("Exécutoire le")), hidden=True),
        Column(field=SERVICE, hidden=True),
    ),
    source=tariffs_rows,
    filters=(
        Filter(name="in-force", label=_("En vigueur"), where=lambda c: c.valid_to.is_(None)),
        Filter(name="drafts", label=_("En projet"), where=lambda c: c.executable_on.is_(None)),
        Filter(name="all", label=_("Tous")),
    ),
    search=("title",),
    order="title",
    counted=lambda n: _n("{n} tarif", "{n} tarifs", n),
    empty=_("Les tarifs votés par le conseil apparaissent ici\u00a0: saisissez d’abord la délibération."),
    first_step="billing.add-tariff",
    reads=frozenset({"billing_tariff", "billing_tariff_bracket", "billing_council_decision"}),
    permission=READ,
)


def tariff_heading(session: Session, tariff_id: int) -> Heading:
    """Title, how it is priced, and whether it may be used today."""
    tariff = get(session, Tariff, tariff_id)
    facts, today = facts_of(tariff), today_of(session)
    if facts.is_draft:
        state = Option("DRAFT", _("En projet"), Tone.WARNING, "pencil")
    elif facts.holds_on(today):
        state = Option("IN_FORCE", _("En vigueur"), Tone.SUCCESS, "check")
    else:
        state = Option("CLOSED", _("Hors période"), Tone.NEUTRAL, "calendar-x")
    return Heading(tariff.title, str(label(tariff.method)), state)


def brackets(session: Session, tariff_id: int) -> Sequence[Row]:
    """The grid, each bracket in words."""
    tariff = get(session, Tariff, tariff_id)
    grid = facts_of(tariff).values.grid
    if grid is None:
        return ()
    return [
        {"id": row.id, "words": str(grid.label(i)), "price": row.price} for i, row in enumerate(tariff.brackets)
    ]


def tariff_words(session: Session, tariff_id: int) -> Sequence[Text]:
    """What the grid does not say: rate, siblings, families without quotient."""
    tariff = get(session, Tariff, tariff_id)
    sentences: list[Text] = []
    if tariff.rate_percent is not None:
        sentences.append(_("{rate}\u00a0% du quotient", rate=show_number(tariff.rate_percent.normalize())))
        sentences += linear_words(tariff)
    if tariff.brackets:
        sentences.append(_("Sans quotient\u00a0: la tranche la plus élevée"))
    if tariff.sibling_basis is not None:
        values = ", ".join(value.replace(".", ",") for value in tariff.sibling_values)
        sentences.append(_("{rule}\u00a0: {values}", rule=label(tariff.sibling_basis), values=values))
    return sentences


TARIFF_FIELDS: tuple[Any, ...] = (
    text("title", _("Intitulé"), required=True),
    DECISION,
    RESIDENCY,
    REGULARITY,
    CATEGORY,
    money("amount", _("Prix fixe")),
    Number(name="rate_percent", label=_("Taux d’effort"), unit="%", places=4),
    Money(name="floor", label=_("Plancher")),
    Money(name="cap", label=_("Plafond")),
    Money(name="unit_cost", label=_("Coût par usager")),
    day("valid_from", _("À partir du"), required=True),
    day("valid_to", _("Jusqu’au")),
)
STORED = tuple(f for f in TARIFF_FIELDS if f.name != "decision")


def load_tariff(session: Session, tariff_id: int) -> dict[str, Any]:
    """The fields of a tariff; the decision by its id."""
    values = dict(load(Tariff, STORED)(session, tariff_id))
    return {**values, "decision": get(session, Tariff, tariff_id).decision_id}


def save_tariff(work: Any, *, id: int, version: int | None = None, decision: int | None = None, **values: Any) -> Any:
    """Correct a tariff; invoices already issued keep the price that they have."""
    from app.billing.services.add_tariff import check

    report = save(Tariff, STORED, TARIFFS, PAGE)(work, id=id, version=version, **values)
    tariff = get(work.session, Tariff, id)
    tariff.decision_id = decision
    work.session.flush()
    check(tariff)
    return report


TARIFFS_PAGE = Page(
    name=PAGE,
    title=_("Tarifs"),
    table=TARIFFS_TABLE,
    record=Record(
        model=lambda: Tariff,
        heading=tariff_heading,
        parts=(
            LinesPart(
                title=_("Grille"),
                columns=(
                    Column(field=text("words", _("Quotient familial"))),
                    Column(field=money("price", _("Prix"))),
                ),
                rows=brackets,
                empty=_("Pas de tranches\u00a0: le prix est le même pour tous, ou proportionnel."),
            ),
            ProsePart(title=_("Règles"), text=tariff_words),
            FieldsPart(
                title=_("Tarif"), fields=TARIFF_FIELDS, load=load_tariff, save=save_tariff, permission=TARIFFS
            ),
        ),
        actions=("billing.change-brackets", "billing.close-tariff"),
    ),
    actions=("billing.add-tariff", "billing.add-decision"),
    permission=READ,
    help=_("Les prix votés par le conseil et les délibérations qui les fondent."),
)  # fmt: skip


# ---------------------------------------------------------------- decisions

DECISIONS_TABLE = Table(
    name=DECISIONS,
    title=_("Délibérations"),
    columns=(
        Column(field=text("number", _("Numéro"), width=10), strong=True),
        Column(field=text("title", _("Objet"))),
        Column(field=day("adopted_on", _("Votée le"))),
        Column(field=day("transmitted_on", _("Transmise le")), hidden=True),
        Column(field=day("published_on", _("Publiée le")), hidden=True),
        Column(field=day("executable_on", _("Exécutoire le"))),
        Column(field=Whole(name="tariffs", label=_("Tarifs"))),
    ),
    source=decisions_rows,
    filters=(
        Filter(name="all", label=_("Toutes")),
        Filter(name="pending", label=_("À rendre exécutoires"), where=lambda c: c.executable_on.is_(None)),
    ),
    search=("number", "title"),
    order="-adopted_on",
    counted=lambda n: _n("{n} délibération", "{n} délibérations", n),
    empty=_("Les délibérations qui fixent les tarifs apparaissent ici."),
    first_step="billing.add-decision",
    reads=frozenset({"billing_council_decision", "billing_tariff"}),
    permission=READ,
)


def decision_heading(session: Session, decision_id: int) -> Heading:
    """Number, object, and whether it is executable."""
    decision = get(session, CouncilDecision, decision_id)
    if decision.executable_on is None:
        state = Option("PENDING", _("À rendre exécutoire"), Tone.WARNING, "pencil")
    else:
        words = _("Exécutoire depuis le {day}", day=show_day_long(decision.executable_on))
        state = Option("EXECUTABLE", words, Tone.SUCCESS, "check")
    return Heading(str(_("Délibération {number}", number=decision.number)), decision.title, state)


def decision_tariffs(session: Session, decision_id: int) -> Sequence[Row]:
    """Tariffs that rest on the decision."""
    rows = session.scalars(select(Tariff).where(Tariff.decision_id == decision_id).order_by(Tariff.title))
    return [{"id": r.id, "title": r.title, "valid_from": r.valid_from, "valid_to": r.valid_to} for r in rows]


DECISION_FIELDS: tuple[Any, ...] = (
    text("number", _("Numéro"), required=True),
    text("title", _("Objet"), required=True),
    day("adopted_on", _("Votée le"), required=True),
    day("transmitted_on", _("Transmise le")),
    day("published_on", _("Publiée le")),
    LongText(name="note", label=_("Note"), default=""),
)
DECISIONS_PAGE = Page(
    name=DECISIONS,
    title=_("Délibérations"),
    table=DECISIONS_TABLE,
    record=Record(
        model=lambda: CouncilDecision,
        heading=decision_heading,
        parts=(
            LinesPart(
                title=_("Tarifs"),
                columns=(
                    Column(field=text("title", _("Tarif"))),
                    Column(field=day("valid_from", _("À partir du"))),
                    Column(field=day("valid_to", _("Jusqu’au"))),
                ),
                rows=decision_tariffs,
                opens=PAGE,
                empty=_("Aucun tarif ne s’appuie sur elle."),
            ),
            FieldsPart(
                title=_("Délibération"), fields=DECISION_FIELDS, load=load(CouncilDecision, DECISION_FIELDS),
                save=save(CouncilDecision, DECISION_FIELDS, TARIFFS, DECISIONS), permission=TARIFFS,
            ),
        ),
        actions=("billing.make-executable",),
    ),
    actions=("billing.add-decision",),
    permission=READ,
    help=_("Un tarif ne sert à facturer qu’avec une délibération exécutoire."),
)  # fmt: skip


# ---------------------------------------------------------------- series

SERIES_TABLE = Table(
    name=SERIES,
    title=_("Séries"),
    columns=(
        Column(field=text("code", _("Code"), width=8), strong=True),
        Column(field=text("title", _("Intitulé"))),
        Column(field=COLLECTION),
        Column(field=text("payee", _("Ordre des chèques")), weak=True),
        Column(field=money("threshold", _("Seuil")), hidden=True),
        Column(field=Whole(name="due_days", label=_("Jours pour payer")), hidden=True),
        Column(field=Flag(name="active", label=_("En service"))),
    ),
    source=series_rows,
    search=("code", "title"),
    order="code",
    counted=lambda n: _n("{n} série", "{n} séries", n),
    empty=_("Une série par service et par mode de recouvrement\u00a0: la cantine, les concessions…"),
    first_step="billing.add-series",
    reads=frozenset({"billing_collection_series"}),
    permission=READ,
)


def series_heading(session: Session, series_id: int) -> Heading:
    """Code and title."""
    row = get(session, CollectionSeries, series_id)
    return Heading(f"{row.code} · {row.title}", str(label(row.collection_mode)))


EDITED = (*SERIES_FIELDS[1:], Flag(name="active", label=_("En service"), default=True))
SERIES_PAGE = Page(
    name=SERIES,
    title=_("Séries"),
    table=SERIES_TABLE,
    record=Record(
        model=lambda: CollectionSeries,
        heading=series_heading,
        parts=(
            FieldsPart(
                title=_("Série"), fields=EDITED, load=load(CollectionSeries, EDITED),
                save=save(CollectionSeries, EDITED, TARIFFS, SERIES), permission=TARIFFS,
            ),
            FieldsPart(
                title=_("Banque"), fields=(text("iban", "IBAN", sensitive=True),),
                load=load(CollectionSeries, (text("iban", "IBAN", sensitive=True),)),
                save=save(CollectionSeries, (text("iban", "IBAN", sensitive=True),), "billing.bank", SERIES),
                permission="billing.bank",
            ),
        ),
    ),
    actions=("billing.add-series",),
    permission=READ,
    help=_("Les suites de numéros et la façon dont chacune est recouvrée."),
)  # fmt: skip
