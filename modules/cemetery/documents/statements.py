# SPDX-License-Identifier: EUPL-1.2
"""Receipts and statements: DOC-53 receipt and accountant's list, DOC-54 police attendance, DOC-55 year, missing deeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.core.dates import show_day, show_day_long, show_period
from app.core.money import show_money
from app.core.text import Text
from app.documents.blocks import (
    Align,
    Block,
    Chart,
    Column,
    Document,
    Heading,
    InvoiceHead,
    Note,
    Page,
    RowGroup,
    Signature,
    Spacer,
    Table,
)
from app.documents.charts import AnyChart
from app.documents.letterhead import Letterhead
from modules.cemetery.documents import words as w
from modules.cemetery.documents.concession_acts import held_values, term_values
from modules.cemetery.documents.facts import Held, Term, Who
from modules.cemetery.documents.layout import Office, Sheet
from modules.cemetery.rules.delays import ExpiryStyle
from modules.cemetery.strings import _, _n

ZERO = Decimal(0)


@dataclass(frozen=True)
class Sum:
    """A sum received or due, as the accountant reads it; euros, negative for a refund."""

    on: date
    number: str
    payer: str
    label: str
    amount: Decimal
    ccas: Decimal = ZERO
    account: str = ""


@dataclass(frozen=True)
class Attendance:
    """A police attendance: the day, whose coffin, who attended, the fee in euros (None when no fee is due)."""

    on: date
    subject: str
    operation: str
    officer: str
    fee: Decimal | None


@dataclass(frozen=True)
class YearFigures:
    """A year of the cemetery: (what, count) by theme, and amounts in euros."""

    year: int
    activity: tuple[tuple[Text, int], ...]
    ground: tuple[tuple[Text, int], ...]
    income: tuple[tuple[Text, Decimal], ...]
    remarks: tuple[Text, ...] = ()
    charts: tuple[AnyChart, ...] = ()


@dataclass(frozen=True)
class MissingDeed:
    """A concession whose deed nobody has: where it is, what is known, when it was searched for."""

    section: str
    plot: str
    concession: str
    family: str
    oldest: str
    searched: str


def receipt(held: Held, term: Term, payer: Who | None, style: ExpiryStyle, made_on: date) -> Sheet:
    """DOC-53: what was received, from whom, and its split."""
    values = {
        **held_values(held), **term_values(term, style),
        "made_on": w.long_day(made_on), "payer": payer.name if payer else "",
    }  # fmt: skip
    return Sheet("DOC-53", "receipt", _("Reçu"), values, number=term.receipt)


def _head(title: Text, lines: Sequence[Text], office: Office) -> InvoiceHead:
    return InvoiceHead(_("Commune {of_commune}", of_commune=office.of_commune), title, lines)


def _signed(office: Office, made_on: date) -> Signature:
    where = _("Fait {at_town}, le {day}", at_town=w.made_at(office.town), day=show_day_long(made_on))
    return Signature(_("Le maire,"), office.signatory, where)


def accountant_list(
    sums: Sequence[Sum], first_on: date, last_on: date, office: Office, head: Letterhead, made_on: date
) -> Document:
    """DOC-53: the statement for the accountant, by account, with the share of the social centre."""
    title = _("État des recettes du cimetière pour le comptable")
    columns = [
        Column(_("Date"), width=23), Column(_("Numéro"), width=26), Column(_("Payeur"), weight=1.3), Column(_("Objet"), weight=1.6),
        Column(_("Montant"), Align.RIGHT, 25), Column(_("CCAS"), Align.RIGHT, 23), Column(_("Commune"), Align.RIGHT, 25),
    ]  # fmt: skip
    groups = []
    for account in sorted({s.account for s in sums}):
        mine = [s for s in sums if s.account == account]
        rows = [
            (
                show_day(s.on), s.number, s.payer, s.label, show_money(s.amount), show_money(s.ccas),
                show_money(s.amount - s.ccas),
            )
            for s in mine
        ]  # fmt: skip
        name = _("Compte {account}", account=account) if account else _("Sans compte")
        groups.append(RowGroup(name, rows, subtotal=_totals(_("Total du compte"), mine)))
    table = Table(
        columns, groups=groups, totals=[_totals(_("Total"), sums)] if sums else (), compact=True,
        empty=_("Aucune recette dans cette période."),
    )  # fmt: skip
    period = show_period(first_on, last_on)
    lines: list[Text] = [period[:1].upper() + period[1:], _("Établi le {day}", day=show_day_long(made_on))]
    return Document(title, [_head(title, lines, office), Spacer(3), table, _signed(office, made_on)], head, footer=title, page=Page.LANDSCAPE)


def _totals(words: Text, sums: Sequence[Sum]) -> tuple[Text, ...]:
    total, ccas = sum((s.amount for s in sums), ZERO), sum((s.ccas for s in sums), ZERO)
    return (words, "", "", "", show_money(total), show_money(ccas), show_money(total - ccas))


def police_fees(
    rows: Sequence[Attendance], month: Text, office: Office, head: Letterhead, made_on: date
) -> Document:
    """DOC-54: the monthly statement; an attendance by the mayor gives no fee (§8.7)."""
    title = _("Relevé mensuel des vacations funéraires")
    columns = [
        Column(_("Date"), width=24), Column(_("Défunt"), weight=1.4), Column(_("Opération"), weight=1.4),
        Column(_("Fonctionnaire"), weight=1.2), Column(_("Vacation"), Align.RIGHT, 28),
    ]  # fmt: skip
    total = sum((row.fee or ZERO for row in rows), ZERO)
    lines = [
        (show_day(row.on), row.subject, row.operation, row.officer, show_money(row.fee) if row.fee is not None else _("sans vacation"))
        for row in rows
    ]
    table = Table(
        columns, lines, totals=[(_("Total"), "", "", "", show_money(total))], empty=_("Aucune vacation ce mois-ci.")
    )
    under: list[Text] = [str(month).capitalize(), _("Articles L2213-14 et L2213-15 du code général des collectivités territoriales")]
    return Document(title, [_head(title, under, office), Spacer(3), table, _signed(office, made_on)], head, footer=title)


def year_statement(facts: YearFigures, office: Office, head: Letterhead, made_on: date) -> Document:
    """DOC-55: burials, urns, exhumations, grants, renewals, repossessions, free plots, income."""
    title = _("État annuel du cimetière, {year}", year=facts.year)
    counted = [Column("", weight=3), Column(_("Nombre"), Align.RIGHT, 30)]
    blocks: list[Block] = [
        _head(title, [_("Établi le {day}", day=show_day_long(made_on))], office),
        Heading(_("Activité"), 2), Table(counted, [(name, str(n)) for name, n in facts.activity], header=False),
        Heading(_("Emplacements"), 2), Table(counted, [(name, str(n)) for name, n in facts.ground], header=False),
        Heading(_("Recettes"), 2),
        Table(
            [Column("", weight=3), Column(_("Montant"), Align.RIGHT, 40)], [(name, show_money(a)) for name, a in facts.income],
            totals=[(_("Total"), show_money(sum((a for _name, a in facts.income), ZERO)))], header=False,
        ),
    ]  # fmt: skip
    blocks += [Note("", remark) for remark in facts.remarks]
    blocks += [Chart(chart) for chart in facts.charts]
    return Document(title, blocks, head, footer=title)


def missing_deeds(rows: Sequence[MissingDeed], total: int, office: Office, head: Letterhead, made_on: date) -> Document:
    """Concessions without a deed, by section, with the searches already made (§18)."""
    title = _("Titres de concession manquants")
    columns = [
        Column(_("Emplacement"), width=28), Column(_("Concession"), weight=1.2), Column(_("Famille")),
        Column(_("Plus ancien indice"), width=36), Column(_("Recherché"), weight=1.3),
    ]  # fmt: skip
    groups = []
    for section in dict.fromkeys(row.section for row in rows):
        mine = [row for row in rows if row.section == section]
        name = _("Carré {section}", section=section) if section else _("Sans carré")
        lines = [(row.plot, row.concession, row.family, row.oldest, row.searched) for row in mine]
        groups.append(RowGroup(f"{name} ({len(mine)})", lines))
    said = _n("Un titre manque sur {total} concessions.", "{n} titres manquent sur {total} concessions.", len(rows), total=total)
    lines_under: list[Text] = [said, _("Établi le {day}", day=show_day_long(made_on))]
    table = Table(columns, groups=groups, compact=True, empty=_("Aucun titre ne manque."))
    return Document(title, [_head(title, lines_under, office), Spacer(3), table], head, footer=title, slim=True)
