# SPDX-License-Identifier: EUPL-1.2
"""Who ate what on which day, and why a day is billed as it is."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_
from sqlalchemy.orm import Session

from app.core.dates import show_day, show_day_long
from app.core.outcome import Report
from app.core.text import Text as Shown
from app.forms.fields import Flag, MonthOf, Option, Text, Tone
from app.forms.page import (
    Column,
    FieldsPart,
    Filter,
    Form,
    Heading,
    Page,
    Params,
    ProsePart,
    Record,
    Table,
)
from app.forms.records import get, load, save
from app.store.uow import Work
from modules.canteen import lists
from modules.canteen import models as m
from modules.canteen.permissions import POINT, READ
from modules.canteen.rules.attendance import Basis
from modules.canteen.strings import _, _n, label
from modules.canteen.ui import fields as f

MEALS = "canteen.meals"

MEALS_TABLE = Table(
    name=MEALS,
    title=_("Repas"),
    columns=(
        Column(field=f.day("day", _("Jour"))),
        Column(field=Text(name="child", label=_("Enfant"), width=20), strong=True),
        Column(field=Text(name="birth_name", label=_("Nom"), width=14), hidden=True),
        Column(field=Text(name="given_names", label=_("Prénom"), width=12), hidden=True),
        Column(field=Text(name="school_class", label=_("Classe"), width=8)),
        Column(field=f.CATEGORY, hidden=True),
        Column(field=f.DIET, hidden=True),
        Column(field=Flag(name="booked", label=_("Réservé")), hidden=True),
        Column(field=Flag(name="present", label=_("Présent")), hidden=True),
        Column(field=f.BASIS),
        Column(field=f.REASON),
        Column(field=Flag(name="excused", label=_("Excusé par la mairie")), hidden=True),
        Column(field=Text(name="remark", label=_("Remarque"), width=20), weak=True),
    ),
    source=lists.meals,
    filters=(
        Filter(name="all", label=_("Tous les jours")),
        Filter(name="eaten", label=_("Mangés"), where=lambda c: c.basis.in_((Basis.MEAL, Basis.UNRESERVED, Basis.ADULT))),
        Filter(name="absent", label=_("Absences"), where=lambda c: c.present.is_(False) & c.booked),
        Filter(name="unused", label=_("Absences dues"), where=lambda c: c.basis == Basis.UNUSED),
        Filter(name="excused", label=_("Absences excusées"), where=lambda c: c.basis == Basis.EXCUSED),
        Filter(name="unreserved", label=_("Non réservés"), where=lambda c: c.basis == Basis.UNRESERVED),
        Filter(name="baskets", label=_("Paniers"), where=lambda c: c.basis == Basis.BASKET),
        Filter(name="unknown", label=_("À pointer"), where=lambda c: or_(c.present.is_(None)) & c.booked),
    ),
    search=("names_key", "school_class", "remark"),
    order="-day",
    parameters=Form(
        fields=(
            MonthOf(name="month", label=_("Mois")),
            f.day("first_on", _("Du"), help=_("À la place du mois.")),
            f.day("last_on", _("Au")),
        ),
        start=lambda session, params: {"month": lists.month_in_hand(session, params)},
    ),
    counted=lambda n: _n("{n} ligne", "{n} lignes", n),
    empty=_("Les jours pointés apparaissent ici. Ouvrez la feuille de pointage d’une classe."),
    reads=frozenset({"canteen_meal", "canteen_enrolment", "directory_person"}),
    permission=READ,
)  # fmt: skip

MEAL_FIELDS = (Text(name="remark", label=_("Remarque"), default=""),)


def heading(session: Session, meal_id: int) -> Heading:
    """Who, which day, billed as what."""
    meal = get(session, m.Meal, meal_id)
    enrolment = get(session, m.Enrolment, meal.enrolment_id)
    state = f.BASIS.option(meal.basis) if meal.basis is not None else Option("?", _("À pointer"), Tone.NEUTRAL, "circle-dot")
    room = enrolment.school_class.title if enrolment.school_class is not None else str(_("adulte"))
    return Heading(enrolment.person.title, f"{show_day_long(meal.day, weekday=True)} · {room}", state)


def reasons(session: Session, meal_id: int) -> Sequence[Shown]:
    """What was said of the day, in the order in which it decides."""
    meal = get(session, m.Meal, meal_id)
    lines: list[Shown] = [_("Réservé.") if meal.is_booked else _("Pas de réservation pour ce jour.")]
    if meal.is_present is None:
        lines.append(_("Personne n’a encore dit si le repas a été pris."))
    else:
        lines.append(_("Pointé présent.") if meal.is_present else _("Pointé absent."))
    if meal.reason is not None:
        lines.append(_("Motif\u00a0: {reason}.", reason=str(label(meal.reason)).lower()))
    if meal.certificate_at is not None:
        lines.append(_("Certificat vu le {day}.", day=show_day(meal.certificate_at.date())))
    if meal.is_excused is not None:
        words = _("La mairie a décidé de ne pas facturer.") if meal.is_excused else _("La mairie a décidé de facturer.")
        lines.append(words)
    return lines


def _save(work: Work, *, id: int, version: int | None = None, **values: object) -> Report:
    return save(m.Meal, MEAL_FIELDS, POINT, MEALS)(work, id=id, version=version, remark=values.get("remark") or "")


def _load(session: Session, meal_id: int) -> Params:
    return load(m.Meal, MEAL_FIELDS)(session, meal_id)


MEALS_PAGE = Page(
    name=MEALS,
    title=_("Repas et absences"),
    table=MEALS_TABLE,
    record=Record(
        model=lambda: m.Meal,
        heading=heading,
        parts=(
            ProsePart(title=_("Ce qui est dit de ce jour"), text=reasons),
            FieldsPart(fields=MEAL_FIELDS, load=_load, save=_save, permission=POINT),
        ),
        actions=("canteen.decide-absence",),
    ),
    actions=("canteen.receive-certificate", "canteen.finish-days", "canteen.lock-days"),
    permission=READ,
    help=_("Jour par jour\u00a0: réservé, présent, absent et pourquoi, et comment c’est facturé."),
)
