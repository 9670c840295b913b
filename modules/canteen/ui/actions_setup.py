# SPDX-License-Identifier: EUPL-1.2
"""The verbs that set the canteen up: schools, classes, years, closing days, rules."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.billing.ui.forms import decision_title, find_decisions
from app.core.calendar import school_year_of
from app.core.outcome import Report, UserError
from app.core.people import check_uai
from app.directory.queries import find_organisations, organisation_title
from app.forms.fields import Choice, Lines, Money, Number, Option, Ref, Text, TimeOfDay, Weekdays, Whole
from app.forms.page import Action, Form, Scope
from app.forms.records import create, delete
from app.store.uow import Work, today_of
from modules.canteen import models as m
from modules.canteen.permissions import SETUP
from modules.canteen.queries import cutoff_facts, first_canteen, first_school, year_on
from modules.canteen.rules.absences import AbsenceReason
from modules.canteen.rules.cutoff import check_rule
from modules.canteen.services.change_calendar import change_calendar, forget_change
from modules.canteen.services.open_year import open_year
from modules.canteen.strings import WEEKDAYS, _
from modules.canteen.ui import fields as f

FROM, TO = f.day("valid_from", _("À partir du"), required=True), f.day("valid_to", _("Jusqu’au"))
SUPPLIER = Ref(
    name="supplier_id",
    label=_("Fournisseur"),
    page="directory.organisations",
    find=find_organisations,
    title=organisation_title,
)
DECISION = Ref(
    name="decision_id",
    label=_("Délibération"),
    page="billing.decisions",
    find=find_decisions,
    title=decision_title,
)

CANTEEN_FIELDS = (
    Text(name="title", label=_("Nom"), required=True),
    Whole(name="capacity", label=_("Places"), least=1),
    SUPPLIER,
    Whole(
        name="margin",
        label=_("Marge de commande"),
        default=0,
        least=0,
        help=_("Repas commandés en plus des réservations."),
    ),
)
SCHOOL_FIELDS = (
    Text(name="title", label=_("Nom"), required=True),
    Text(name="uai", label=_("Code UAI"), width=9, longest=8),
    f.LEVEL,
    f.canteen(required=True),
    Weekdays(name="weekdays", label=_("Jours de cantine"), default=0b11011, required=True),
)
CLASS_FIELDS = (
    f.school(required=True),
    f.year(required=True),
    Text(name="title", label=_("Nom"), required=True, width=12),
    f.GRADES,
    Text(name="teacher", label=_("Enseignant"), default=""),
    Whole(name="rank", label=_("Ordre"), default=0),
)
CLOSING_FIELDS = (
    f.day("first_on", _("Du"), required=True),
    f.day("last_on", _("Au"), help=_("Vide\u00a0: un seul jour.")),
    f.flag(
        "is_open", _("Ouvert ce jour-là"), help=_("Oui pour un jour de rattrapage, non pour une fermeture.")
    ),
    Text(name="label", label=_("Intitulé"), required=True, width=30),
    f.REASON,
    f.school(help=_("Vide\u00a0: toutes les écoles.")),
)
CUTOFF_FIELDS = (
    f.canteen(required=True),
    f.PURPOSE,
    f.SHAPE,
    TimeOfDay(name="hour", label=_("Heure"), required=True),
    Whole(name="days", label=_("Nombre de jours avant"), default=1, least=0),
    f.SHIFT,
    FROM,
    TO,
)
MAP = Lines(
    name="weekday_map",
    label=_("Jour du repas, jour limite"),
    help=_("Pour la forme «\u00a0un jour limite pour chaque jour de repas\u00a0»."),
    fields=tuple(
        Choice(
            name=name,
            label=words,
            options=tuple(Option(str(i), day) for i, day in enumerate(WEEKDAYS)),
            required=True,
        )
        for name, words in (("meal", _("Repas du")), ("limit", _("Avant le")))
    ),
)
ABSENCE_FIELDS = (
    f.choice("reason", _("Motif"), AbsenceReason, required=True),
    f.ABSENCE_KIND,
    Whole(name="count", label=_("Jours"), default=0, least=0),
    f.flag("needs_certificate", _("Avec certificat")),
    Whole(name="hours", label=_("Délai du certificat (heures)"), least=1),
    Money(name="amount", label=_("Remboursement par absence"), least=Decimal(0)),
    FROM,
    TO,
)
SURCHARGE_FIELDS = (
    f.SURCHARGE,
    Number(name="amount", label=_("Valeur"), help=_("Pourcentage ou euros, selon la majoration.")),
    Whole(name="free_occurrences", label=_("Sans majoration, par an"), default=0, least=0),
    DECISION,
    FROM,
    TO,
)


def check_school(work: Work, school: m.School) -> None:
    """The UAI code of a school, when it is given (canteen reference §3.1)."""
    if school.uai:
        school.uai = check_uai(school.uai, field="uai")


def add_cutoff(work: Work, *, weekday_map: Any = (), weekday: str | None = None, **values: Any) -> Report:
    """A cut-off rule; the map is a list of `{meal, limit}` weekdays, Monday 0."""
    pairs = {str(int(row["meal"])): int(row["limit"]) for row in weekday_map or ()}

    def check(_work: Work, row: m.CutoffRule) -> None:
        row.weekday_map, row.weekday = pairs, None if weekday is None else int(weekday)
        faults = check_rule(cutoff_facts(row))
        if faults:
            raise UserError(
                " ".join(f"{str(fault.why).capitalize()}." for fault in faults), field="weekday_map"
            )

    return create(m.CutoffRule, CUTOFF_FIELDS, SETUP, "canteen.cutoffs", check)(work, **values)


WEEKDAY = Choice(
    name="weekday",
    label=_("Jour limite de la semaine d’avant"),
    options=tuple(Option(str(i), day) for i, day in enumerate(WEEKDAYS)),
    help=_("Pour la forme hebdomadaire."),
)


def _first_canteen(session: Any, params: Any) -> dict[str, Any]:
    place = first_canteen(session)
    return {} if place is None else {"canteen_id": place.id}


def _new(
    name: str,
    label: Any,
    model: Any,
    fields: Any,
    page: str,
    check: Any = None,
    icon: str = "plus",
    start: Any = None,
    run: Any = None,
) -> Action:
    return Action(
        name=name,
        label=label,
        run=run or create(model, fields, SETUP, page, check),
        permission=SETUP,
        form=Form(fields=fields, start=start),
        icon=icon,
        opens=True,
    )


def _gone(name: str, model: Any) -> Action:
    return Action(
        name=name,
        label=_("Supprimer"),
        run=delete(model, SETUP, _("Supprimé.")),
        permission=SETUP,
        scope=Scope.RECORD,
        icon="trash-2",
    )


SETUP_ACTIONS: tuple[Action, ...] = (
    Action(
        name="canteen.open-year",
        label=_("Ouvrir une année…"),
        run=open_year,
        permission=SETUP,
        icon="graduation-cap",
        form=Form(
            fields=(
                Whole(
                    name="start_year", label=_("Année de la rentrée"), required=True, least=2000, most=2100
                ),
                f.flag("copy_classes", _("Reprendre les classes"), default=True),
                f.flag(
                    "move_up",
                    _("Faire monter les élèves"),
                    default=False,
                    help=_("Chacun passe au niveau suivant\u202f; les CM2 partent."),
                ),
            ),
            start=lambda session, params: {"start_year": school_year_of(today_of(session)) + 1},
        ),
    ),
    _new("canteen.add-canteen", _("Ajouter une cantine…"), m.Canteen, CANTEEN_FIELDS, "canteen.canteens"),
    _new(
        "canteen.add-school",
        _("Ajouter une école…"),
        m.School,
        SCHOOL_FIELDS,
        "canteen.schools",
        check_school,
        "school",
        start=_first_canteen,
    ),
    _new(
        "canteen.add-class",
        _("Ajouter une classe…"),
        m.SchoolClass,
        CLASS_FIELDS,
        "canteen.classes",
        start=lambda session, params: {
            "school_id": getattr(first_school(session), "id", None),
            "school_year_id": params.get("year") or getattr(year_on(session, today_of(session)), "id", None),
        },
    ),
    _gone("canteen.delete-class", m.SchoolClass),
    _gone("canteen.delete-school", m.School),
    _gone("canteen.delete-canteen", m.Canteen),
    _new(
        "canteen.add-closing",
        _("Ajouter un jour particulier…"),
        m.CalendarOverride,
        CLOSING_FIELDS,
        "canteen.calendar",
        icon="calendar-x",
        run=change_calendar,
    ),
    Action(
        name="canteen.delete-closing",
        label=_("Supprimer"),
        run=forget_change,
        permission=SETUP,
        scope=Scope.RECORD,
        icon="trash-2",
        applies=lambda row: row["id"] > 0,
    ),
    Action(
        name="canteen.add-cutoff",
        label=_("Ajouter une date limite…"),
        run=add_cutoff,
        permission=SETUP,
        icon="clock",
        opens=True,
        form=Form(fields=(*CUTOFF_FIELDS[:3], MAP, WEEKDAY, *CUTOFF_FIELDS[3:]), start=_first_canteen),
    ),
    _gone("canteen.delete-cutoff", m.CutoffRule),
    _new(
        "canteen.add-absence-rule",
        _("Ajouter une règle d’absence…"),
        m.AbsenceRule,
        ABSENCE_FIELDS,
        "canteen.rules",
    ),
    _gone("canteen.delete-absence-rule", m.AbsenceRule),
    _new(
        "canteen.add-surcharge",
        _("Ajouter une majoration…"),
        m.SurchargeRule,
        SURCHARGE_FIELDS,
        "canteen.surcharges",
    ),
    _gone("canteen.delete-surcharge", m.SurchargeRule),
)
