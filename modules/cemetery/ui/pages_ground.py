# SPDX-License-Identifier: EUPL-1.2
"""The ground: plots with their state on any day, graves without title, cemeteries and their sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.core.dates import show_day
from app.core.outcome import UserError
from app.core.text import Text as Shown
from app.forms.fields import Day, Field, Flag, LongText, Option, PartialDay, Text, Tone
from app.forms.page import (
    Column,
    FieldsPart,
    Filter,
    Form,
    Heading,
    LinesPart,
    Page,
    ProsePart,
    Record,
    Table,
)
from app.forms.records import get, load, save
from app.store.uow import Work, today_of
from modules.cemetery import lists
from modules.cemetery import models as m
from modules.cemetery.facts_of import delays_in_force, plot_facts
from modules.cemetery.permissions import GROUND, READ, SETUP
from modules.cemetery.rules.codes import PlotKind, PlotState, Regime
from modules.cemetery.rules.states import StateAnswer, state_of
from modules.cemetery.rules.why import Gate, Reason
from modules.cemetery.scan_lists import papers_of_plot
from modules.cemetery.strings import _, _n, label
from modules.cemetery.ui import fields as f
from modules.cemetery.ui.pages_scans import papers_part
from modules.cemetery.ui.parts_rights import LEVELS, ROOM

PLOTS = "cemetery.plots"
UNTITLED = "cemetery.untitled"
CEMETERIES = "cemetery.cemeteries"
SECTIONS = "cemetery.sections"
READS = frozenset({
    "cemetery_plot", "cemetery_concession", "cemetery_term", "cemetery_party", "cemetery_deceased", "cemetery_remains",
    "cemetery_case", "cemetery_case_grave", "cemetery_information", "cemetery_section", "cemetery_row", "directory_person",
    "store_setting",
})  # fmt: skip

ON = Form(
    fields=(Day(name="on", label=_("Au"), help=_("L’état d’un jour passé ou à venir.")),),
    start=lambda session, params: {"on": lists.day_in_hand(session, params)},
)

OCCUPANCY = (
    Option("EMPTY", _("Vide"), Tone.NEUTRAL, "square"),
    Option("OCCUPIED", _("Occupée"), Tone.INFO, "user"),
    Option("FULL", _("Complète"), Tone.WARNING, "users"),
)


def _in(*states: PlotState) -> Any:
    wanted = {state.value for state in states}
    return lambda row: row["state"] in wanted


PLOT_COLUMNS = (
    Column(field=Text(name="label", label=_("N°"), width=10), strong=True),
    Column(field=f.STATE),
    Column(field=Text(name="family", label=_("Famille"), width=16)),
    Column(field=Text(name="deceased", label=_("Défunts"), width=26), weak=True),
    Column(field=Day(name="expires_on", label=_("Échéance"))),
    Column(field=f.KIND),
    Column(field=Text(name="section", label=_("Carré"), width=6)),
    Column(field=Text(name="row", label=_("Rang"), width=5), hidden=True),
    Column(field=Text(name="cemetery", label=_("Cimetière"), width=16), hidden=True),
    Column(field=f.REGIME, hidden=True),
    Column(field=f.choice("occupancy", _("Occupation"), PlotState, options=OCCUPANCY), hidden=True),
    Column(field=Text(name="concession", label=_("Concession"), width=10), hidden=True),
    Column(field=Text(name="holder", label=_("Concessionnaire"), width=20), hidden=True),
    Column(field=Day(name="since", label=_("Depuis le")), hidden=True),
    Column(field=Day(name="until", label=_("Jusqu’au")), hidden=True),
    Column(field=Day(name="renewable_until", label=_("Renouvelable jusqu’au")), hidden=True),
    Column(field=Day(name="repossessable_from", label=_("Reprenable à partir du")), hidden=True),
    Column(field=f.metres("surface_m2", _("Surface"), "m²"), hidden=True),
    Column(field=Flag(name="danger", label=_("Danger")), hidden=True),
    Column(field=Flag(name="protected", label=_("Protégée")), hidden=True),
    Column(field=Flag(name="drawn", label=_("Sur le plan")), hidden=True),
    Column(field=LongText(name="why", label=_("Pourquoi"), width=40), hidden=True),
    Column(field=LongText(name="gates", label=_("Ce qui manque"), width=40), hidden=True),
    Column(field=LongText(name="remark", label=_("Remarque"), width=20), hidden=True),
)

PLOTS_TABLE = Table(
    name=PLOTS,
    title=_("Emplacements"),
    columns=PLOT_COLUMNS,
    rows=lists.plots,
    filters=(
        Filter(name="all", label=_("Tous")),
        Filter(name="free", label=_("Libres"), keep=_in(PlotState.FREE)),
        Filter(name="conceded", label=_("Concédés"), keep=_in(PlotState.CONCEDED_ACTIVE)),
        Filter(name="renewable", label=_("À renouveler"), keep=_in(PlotState.EXPIRED_RENEWABLE)),
        Filter(
            name="expired",
            label=_("Échus depuis deux ans"),
            keep=_in(PlotState.EXPIRED_REPOSSESSABLE, PlotState.EXPIRED_BLOCKED),
        ),
        Filter(name="common", label=_("Terrain commun"), keep=_in(PlotState.COMMON_OCCUPIED, PlotState.COMMON_REPOSSESSABLE)),
        Filter(name="untitled", label=_("Sans titre connu"), keep=_in(PlotState.UNTITLED_OCCUPIED)),
        Filter(name="running", label=_("En procédure"), keep=_in(PlotState.ABANDONMENT_RUNNING, PlotState.REPOSSESSED_TO_CLEAR)),
        Filter(name="danger", label=_("Dangers"), keep=lambda row: bool(row["danger"])),
    ),
    search=("label", "label_key", "family", "deceased", "holder", "concession", "section"),
    parameters=ON,
    first_step="cemetery.create-plots",
    counted=lambda n: _n("{n} emplacement", "{n} emplacements", n),
    empty=_("Les emplacements du cimetière. Reprenez le registre des concessions, ou créez une série d’emplacements."),
    reads=READS,
    permission=READ,
)  # fmt: skip


# ---------------------------------------------------------------- the plot in hand


def answer_of(session: Session, plot_id: int) -> StateAnswer:
    """State of a plot today, with its reasons."""
    facts = plot_facts(session, [plot_id]).get(plot_id)
    if facts is None:
        raise UserError(_("Cet emplacement n’existe plus."))
    return state_of(facts, today_of(session), delays_in_force(session))


def heading(session: Session, plot_id: int) -> Heading:
    """The number, where it is, who it belongs to, its state."""
    plot = get(session, m.Plot, plot_id)
    answer = answer_of(session, plot_id)
    badges = []
    if plot.danger:
        badges.append(Option("DANGER", _("Danger"), Tone.DANGER, "triangle-alert"))
    if plot.protected:
        badges.append(Option("PROTECTED", _("Protégée"), Tone.INFO, "shield"))
    where = [plot.cemetery.title]
    if plot.section is not None:
        where.append(str(_("carré {code}", code=plot.section.code)))
    if plot.row is not None:
        where.append(str(_("rang {code}", code=plot.row.code)))
    concession = session.get(m.Concession, answer.concession_id) if answer.concession_id else None
    family = concession.family_name if concession is not None else ""
    return Heading(
        f"{plot.label} · {family}" if family else plot.label, ", ".join(where), f.STATE.option(answer.state.value), tuple(badges)
    )


def say(reason: Reason) -> Shown:
    """A reason with the article it rests on."""
    return _("{text} ({article})", text=reason.text, article=reason.article) if reason.article else reason.text


def say_kept(line: object) -> Shown:
    """A reason as an act kept it: its words and its article."""
    if isinstance(line, Mapping):
        article = line.get("article")
        words = str(line.get("text", ""))
        return _("{text} ({article})", text=words, article=article) if article else words
    return str(line)


def say_gate(gate: Gate) -> Shown:
    """A closed gate: what is asked, why it is closed, when it opens."""
    words = _("{title}\u00a0: {reason}", title=gate.title, reason=gate.reason)
    if gate.opens_on is not None and show_day(gate.opens_on) not in str(gate.reason):
        return _("{words}. Possible à partir du {day}.", words=words, day=show_day(gate.opens_on))
    return words


def why_of(session: Session, plot_id: int) -> Sequence[Shown]:
    """Why this state: the sentences of the rule."""
    return [say(reason) for reason in answer_of(session, plot_id).why]


def closed_of(session: Session, plot_id: int) -> Sequence[Shown]:
    """What stands in the way of a repossession."""
    return [say_gate(gate) for gate in answer_of(session, plot_id).gates if not gate.is_open]


def as_written_of(session: Session, plot_id: int) -> Sequence[Shown]:
    """Cells of the imported register that could not be read."""
    written = get(session, m.Plot, plot_id).as_written or {}
    return [_("{name}\u00a0: «\u00a0{value}\u00a0»", name=name, value=value) for name, value in written.items()]


PLOT_FIELDS: tuple[Field[Any], ...] = (
    Text(name="number", label=_("Numéro"), width=8, required=True),
    Text(name="suffix", label=_("Suffixe"), width=6, default=""),
    f.section(),
    f.row(),
    f.choice("kind", _("Type"), PlotKind, required=True),
    f.choice("regime", _("Régime"), Regime, required=True),
    f.metres("length_m", _("Longueur")),
    f.metres("width_m", _("Largeur")),
    f.metres("depth_m", _("Profondeur")),
    f.metres("surface_m2", _("Surface concédée"), "m²"),
    f.whole("max_coffins", _("Places de cercueils"), least=0, most=50),
    f.whole("max_boxes", _("Places de boîtes"), least=0, most=200),
    f.whole("max_urns", _("Places d’urnes"), least=0, most=200),
    f.note(),
)
FLAG_FIELDS: tuple[Field[Any], ...] = (
    f.flag("out_of_service", _("Hors service")),
    Text(name="out_of_service_reason", label=_("Pourquoi"), default=""),
    f.flag("danger", _("Danger")),
    f.flag("protected", _("Protégée (patrimoine)")),
    f.flag("communal_maintenance", _("Entretenue par la commune")),
    f.flag("occupied_unknown", _("Occupée par on ne sait qui")),
    f.whole("observed_places", _("Places trouvées occupées à l’ouverture"), least=0, most=99),
    Day(name="observed_on", label=_("Constaté le")),
    Text(name="observed_by", label=_("Par"), default=""),
)


def check_plot(work: Work, plot: m.Plot) -> None:
    """A row of the same section; empty texts stay texts."""
    if plot.row_id is not None:
        row = get(work.session, m.PlotRow, plot.row_id)
        if plot.section_id is None:
            plot.section_id = row.section_id
        elif row.section_id != plot.section_id:
            raise UserError(_("Ce rang est dans un autre carré."), field="row_id")
    for name in ("suffix", "remark", "out_of_service_reason", "observed_by"):
        if getattr(plot, name) is None:
            setattr(plot, name, "")


PLOTS_RECORD = Record(
    model=lambda: m.Plot,
    heading=heading,
    parts=(
        ProsePart(title=_("Pourquoi cet état"), text=why_of),
        ProsePart(title=_("Ce qui manque pour une reprise"), text=closed_of, tone=Tone.WARNING),
        LEVELS,
        ROOM,
        LinesPart(
            title=_("Défunts"),
            columns=(
                Column(field=Text(name="title", label=_("Nom"), width=20), strong=True),
                Column(field=PartialDay(name="died_on", label=_("Décès"))),
                Column(field=f.REMAINS),
                Column(field=PartialDay(name="laid_on", label=_("Depuis le"))),
                Column(field=f.whole("level", _("Niveau")), hidden=True),
                Column(field=Flag(name="in_place", label=_("Sur place")), weak=True),
            ),
            rows=lists.remains_of_plot,
            empty=_("Personne n’est inscrit dans cette sépulture."),
        ),
        LinesPart(
            title=_("Concessions"),
            columns=(
                Column(field=Text(name="number", label=_("N°"), width=10), strong=True),
                Column(field=Text(name="holder", label=_("Concessionnaire"), width=20)),
                Column(field=f.DURATION),
                Column(field=Day(name="expires_on", label=_("Échéance"))),
                Column(field=f.CONCESSION_STATE),
            ),
            rows=lists.concessions_of_plot,
            opens="cemetery.concessions",
            empty=_("Aucune concession connue sur cet emplacement."),
        ),
        LinesPart(
            title=_("Opérations"),
            columns=(
                Column(field=Day(name="on", label=_("Jour"))),
                Column(field=f.OPERATION_KIND),
                Column(field=Text(name="names", label=_("Défunts"), width=20)),
                Column(field=f.OPERATION_STATUS),
            ),
            rows=lists.operations_of_plot,
            opens="cemetery.operations",
            empty=_("Aucune opération notée."),
        ),
        papers_part(papers_of_plot),
        FieldsPart(
            title=_("Emplacement"),
            fields=PLOT_FIELDS,
            load=load(m.Plot, PLOT_FIELDS),
            save=save(m.Plot, PLOT_FIELDS, GROUND, PLOTS, check_plot),
            permission=GROUND,
        ),
        FieldsPart(
            title=_("Situation particulière"),
            fields=FLAG_FIELDS,
            load=load(m.Plot, FLAG_FIELDS),
            save=save(m.Plot, FLAG_FIELDS, GROUND, PLOTS, check_plot),
            permission=GROUND,
        ),
        LinesPart(
            title=_("Visites"),
            columns=(
                Column(field=Day(name="seen_on", label=_("Jour"))),
                Column(field=f.CONDITION),
                Column(field=Text(name="seen_by", label=_("Par"), width=14), weak=True),
                Column(field=Text(name="remark", label=_("Remarque"), width=24), weak=True),
            ),
            rows=lists.inspections_of,
            empty=_("Aucune visite notée."),
        ),
        LinesPart(
            title=_("Anciens numéros"),
            columns=(
                Column(field=Text(name="label", label=_("N°"), width=10), strong=True),
                Column(field=Text(name="scheme", label=_("Numérotation"), width=18)),
                Column(field=PartialDay(name="valid_to", label=_("Jusqu’en"))),
            ),
            rows=lists.aliases_of,
            empty=_("Aucun ancien numéro."),
        ),
        ProsePart(title=_("Tel qu’écrit dans le registre repris"), text=as_written_of),
    ),
    actions=(
        "cemetery.plan-operation",
        "cemetery.grant-concession",
        "cemetery.inspect-monument",
        "cemetery.record-works",
        "cemetery.renumber-plot",
        "cemetery.add-alias",
        "cemetery.show-plot",
    ),
)  # fmt: skip

PLOTS_PAGE = Page(
    name=PLOTS,
    title=_("Emplacements"),
    table=PLOTS_TABLE,
    record=PLOTS_RECORD,
    actions=("cemetery.create-plots", "cemetery.open-case", "cemetery.reserve-plots", "cemetery.release-plots"),
    permission=READ,
    help=_("Chaque tombe et son état, aujourd’hui ou n’importe quel jour, avec la raison."),
)

# ---------------------------------------------------------------- graves without a known title

UNTITLED_TABLE = Table(
    name=UNTITLED,
    title=_("Occupées sans titre connu"),
    columns=(
        Column(field=Text(name="label", label=_("N°"), width=10), strong=True),
        Column(field=Text(name="deceased", label=_("Défunts"), width=26)),
        Column(field=Text(name="family", label=_("Famille"), width=14)),
        Column(field=LongText(name="inscriptions", label=_("Lu sur la pierre"), width=24), weak=True),
        Column(field=f.whole("scans", _("Papiers"))),
        Column(field=Day(name="searched_on", label=_("Dernière recherche"))),
        Column(field=Text(name="section", label=_("Carré"), width=6), weak=True),
        Column(field=Text(name="cemetery", label=_("Cimetière"), width=16), hidden=True),
        Column(field=LongText(name="why", label=_("Pourquoi"), width=40), hidden=True),
    ),
    rows=lists.untitled,
    filters=(
        Filter(name="all", label=_("Toutes")),
        Filter(name="never-searched", label=_("Titre jamais cherché"), keep=lambda row: row["searched_on"] is None),
        Filter(name="with-paper", label=_("Un papier en parle"), keep=lambda row: row["scans"] > 0),
        Filter(name="nameless", label=_("Sans nom"), keep=lambda row: not row["deceased"]),
    ),
    search=("label", "label_key", "deceased", "family", "inscriptions"),
    counted=lambda n: _n("{n} sépulture sans titre connu", "{n} sépultures sans titre connu", n),
    empty=_("Toutes les sépultures occupées ont un titre connu."),
    reads=READS | {"cemetery_scan_link", "cemetery_deed_search", "cemetery_monument"},
    permission=READ,
)  # fmt: skip

UNTITLED_PAGE = Page(
    name=UNTITLED,
    title=_("Sans titre connu"),
    table=UNTITLED_TABLE,
    record=PLOTS_RECORD,
    permission=READ,
    help=_("Les tombes occupées dont le titre est perdu : ce qu’on en sait, ce qui a été cherché."),
)

# ---------------------------------------------------------------- cemeteries and sections

CEMETERY_FIELDS: tuple[Field[Any], ...] = (
    Text(name="code", label=_("Code"), width=8, required=True, help=_("Court, sans espace\u00a0: il commence le nom des numérisations.")),
    Text(name="title", label=_("Nom"), required=True),
    Text(name="address", label=_("Adresse"), default=""),
    PartialDay(name="opened_on", label=_("Ouvert en")),
    PartialDay(name="closed_on", label=_("Fermé en")),
    f.metres("surface_m2", _("Surface"), "m²"),
    Day(name="by_law_on", label=_("Règlement du")),
)
SECTION_FIELDS: tuple[Field[Any], ...] = (
    f.cemetery("cemetery_id", required=True),
    Text(name="code", label=_("Code"), width=8, required=True),
    Text(name="title", label=_("Nom"), default=""),
    f.SECTION_KIND,
    f.whole("rank", _("Ordre"), default=0),
)


def cemetery_heading(session: Session, cemetery_id: int) -> Heading:
    """Name and code."""
    row = get(session, m.Cemetery, cemetery_id)
    return Heading(row.title, row.code)


def section_heading(session: Session, section_id: int) -> Heading:
    """Code and cemetery."""
    row = get(session, m.CemeterySection, section_id)
    return Heading(str(_("Carré {code}", code=row.code)), row.cemetery.title, Option(row.kind.value, label(row.kind)))


def texts(*names: str) -> Any:
    """`check` of a plain record: empty texts stay texts."""
    def check(work: Work, record: Any) -> None:
        for name in names:
            if getattr(record, name) is None:
                setattr(record, name, "")

    return check


CEMETERIES_PAGE = Page(
    name=CEMETERIES,
    title=_("Cimetières"),
    table=Table(
        name=CEMETERIES,
        title=_("Cimetières"),
        columns=(
            Column(field=Text(name="title", label=_("Nom"), width=24), strong=True),
            Column(field=Text(name="code", label=_("Code"), width=8)),
            Column(field=f.whole("plots", _("Emplacements")), sum=True),
            Column(field=f.whole("drawn", _("Dessinés"))),
            Column(field=PartialDay(name="opened_on", label=_("Ouvert en")), weak=True),
            Column(field=PartialDay(name="closed_on", label=_("Fermé en")), hidden=True),
            Column(field=f.metres("surface_m2", _("Surface"), "m²"), hidden=True),
            Column(field=Text(name="address", label=_("Adresse"), width=24), hidden=True),
        ),
        source=lists.cemeteries,
        search=("title", "code", "address"),
        order="code",
        counted=lambda n: _n("{n} cimetière", "{n} cimetières", n),
        empty=_("Les cimetières de la commune. Ajoutez le premier, ou reprenez un registre."),
        first_step="cemetery.add-cemetery",
        reads=frozenset({"cemetery_cemetery", "cemetery_plot"}),
        permission=READ,
    ),
    record=Record(
        model=lambda: m.Cemetery,
        heading=cemetery_heading,
        parts=(
            FieldsPart(
                title=_("Cimetière"),
                fields=CEMETERY_FIELDS,
                load=load(m.Cemetery, CEMETERY_FIELDS),
                save=save(m.Cemetery, CEMETERY_FIELDS, SETUP, CEMETERIES, texts("address")),
                permission=SETUP,
            ),
        ),
    ),
    actions=("cemetery.add-cemetery",),
    permission=READ,
    help=_("Les cimetières de la commune et leur règlement."),
)  # fmt: skip

SECTIONS_PAGE = Page(
    name=SECTIONS,
    title=_("Carrés"),
    table=Table(
        name=SECTIONS,
        title=_("Carrés"),
        columns=(
            Column(field=Text(name="code", label=_("Code"), width=8), strong=True),
            Column(field=Text(name="title", label=_("Nom"), width=20)),
            Column(field=f.SECTION_KIND),
            Column(field=Text(name="cemetery", label=_("Cimetière"), width=18)),
            Column(field=f.whole("plots", _("Emplacements")), sum=True),
        ),
        source=lists.sections,
        search=("code", "title", "cemetery"),
        order="code",
        counted=lambda n: _n("{n} carré", "{n} carrés", n),
        empty=_("Les carrés des cimetières. Un petit cimetière peut n’en avoir aucun."),
        first_step="cemetery.add-section",
        reads=frozenset({"cemetery_section", "cemetery_plot", "cemetery_cemetery"}),
        permission=READ,
    ),
    record=Record(
        model=lambda: m.CemeterySection,
        heading=section_heading,
        parts=(
            FieldsPart(
                title=_("Carré"),
                fields=SECTION_FIELDS,
                load=load(m.CemeterySection, SECTION_FIELDS),
                save=save(m.CemeterySection, SECTION_FIELDS, SETUP, SECTIONS, texts("title")),
                permission=SETUP,
            ),
        ),
    ),
    actions=("cemetery.add-section",),
    permission=READ,
    hidden=True,
    help=_("Les carrés des cimetières et leur destination."),
)  # fmt: skip
