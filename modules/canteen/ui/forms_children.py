# SPDX-License-Identifier: EUPL-1.2
"""Forms on children: enrolling, who pays, health plans; what they begin with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.calendar import school_year_of
from app.core.text import Text as Shown
from app.directory.models import Civility, Sex
from app.directory.queries import find_people, person_title
from app.forms.fields import Choice as ChoiceField
from app.forms.fields import (
    Day,
    Email,
    Flag,
    Lines,
    LongText,
    Number,
    Option,
    PartialDay,
    Phone,
    Postcode,
    Ref,
    Text,
)
from app.forms.page import Form, Params, Section
from app.store.uow import today_of
from modules.canteen import models as m
from modules.canteen.rules.custody import CustodyMethod, CustodyPart, CustodyPlan, parity_clashes
from modules.canteen.strings import _
from modules.canteen.ui import fields as f


def _september(session: Session) -> date:
    """The first day of the current school year, or today once it has begun."""
    today = today_of(session)
    return max(today, date(school_year_of(today), 9, 1))


def _start_enrolment(session: Session, params: Params) -> Params:
    return {"valid_from": _september(session)}


ENROL = Form(
    sections=(
        Section(
            title=_("Inscription"),
            fields=(
                f.person(),
                f.day("valid_from", _("À partir du"), required=True),
                f.school_class(help=_("Vide pour un adulte.")),
                f.GRADE,
            ),
        ),
        Section(
            title=_("Repas"),
            fields=(f.WEEKDAYS, f.DIET, f.REGULARITY, replace(f.CATEGORY, help=_("Vide\u00a0: selon la classe."))),
        ),
        Section(
            title=_("Facturation"),
            fields=(
                f.payer(help=_("Vide\u00a0: le premier responsable de l’enfant.")),
                LongText(name="remark", label=_("Remarque"), default=""),
            ),
        ),
    ),
    start=_start_enrolment,
)
CIVILITY = ChoiceField(
    name="guardian_civility",
    label=_("Civilité"),
    kind=Civility,
    options=(Option("MME", _("Madame")), Option("M", _("Monsieur"))),
)
ENROL_NEW = Form(
    sections=(
        Section(
            title=_("L’enfant"),
            fields=(
                Text(name="birth_name", label=_("Nom"), required=True),
                Text(name="given_names", label=_("Prénoms"), required=True),
                PartialDay(name="birth_date", label=_("Né(e) le")),
                ChoiceField(
                    name="sex",
                    label=_("Sexe"),
                    kind=Sex,
                    options=(Option("F", _("Fille")), Option("M", _("Garçon"))),
                ),
            ),
        ),
        Section(
            title=_("Le responsable, qui paie"),
            fields=(
                Ref(
                    name="guardian",
                    label=_("Déjà connu"),
                    page="directory.people",
                    find=find_people,
                    title=person_title,
                    help=_("S’il est dans l’annuaire\u202f; sinon, remplissez la suite."),
                ),
                CIVILITY,
                Text(name="guardian_name", label=_("Nom")),
                Text(name="guardian_first", label=_("Prénom")),
                Phone(name="phone", label=_("Téléphone")),
                Email(name="email", label=_("Courriel")),
                Text(name="street", label=_("Adresse"), width=36),
                Postcode(name="postcode", label=_("Code postal")),
                Text(name="town", label=_("Ville")),
            ),
        ),
        Section(
            title=_("L’inscription"),
            fields=(
                f.school_class(),
                f.GRADE,
                f.WEEKDAYS,
                f.DIET,
                f.REGULARITY,
                f.day("valid_from", _("À partir du"), required=True),
                LongText(name="remark", label=_("Remarque"), default=""),
            ),
        ),
    ),
    start=_start_enrolment,
)
END = Form(
    fields=(f.day("valid_to", _("Dernier jour"), required=True),),
    start=lambda session, params: {"valid_to": today_of(session)},
)
PARTS = Lines(
    name="parts",
    label=_("Redevables"),
    required=True,
    help=_("Dans l’ordre\u00a0: un centime qui ne se partage pas va au premier."),
    fields=(
        f.payer(required=True),
        Number(name="percent", label=_("Part (%)")),
        Flag(name="is_even_week", label=_("Semaines paires")),
        f.WEEKDAYS,
        Day(name="first_on", label=_("Du")),
        Day(name="last_on", label=_("Au")),
    ),
)
def _person_in_hand(session: Session, params: Params) -> Params:
    """The person of the enrolment from whose record the button was pressed."""
    row = session.get(m.Enrolment, params.get("record") or 0)
    return {} if row is None else {"person": row.person_id}


def start_custody(session: Session, params: Params) -> Params:
    """The plan in force of the child in hand, to change it from today on."""
    found = _person_in_hand(session, params)
    first = {"valid_from": _september(session), **found}
    if not found:
        return first
    plan = session.scalars(
        select(m.CustodyPlan)
        .where(m.CustodyPlan.person_id == found["person"])
        .order_by(m.CustodyPlan.valid_from.desc())
    ).first()
    if plan is None:
        return first
    parts = tuple(
        {
            "payer": part.payer_id,
            "percent": part.percent,
            "weekdays": part.weekdays,
            "is_even_week": part.is_even_week,
            "first_on": None,
            "last_on": None,
        }
        for part in plan.parts
    )
    return {
        **first, "method": plan.method, "anchor_on": plan.anchor_on, "evidence": plan.evidence, "parts": parts,
    }  # fmt: skip


def custody_preview(session: Session, params: Params) -> Sequence[Shown]:
    """A year of 53 weeks gives two odd weeks in a row: the town is told before it chooses their parity."""
    if params.get("method") != CustodyMethod.WEEK_PARITY or params.get("valid_from") is None:
        return ()
    first = params["valid_from"]
    last = params.get("valid_to") or date(school_year_of(first) + 1, 8, 31)
    even, odd = CustodyPart(1, is_even_week=True), CustodyPart(2, is_even_week=False)
    clashes = parity_clashes(CustodyPlan(CustodyMethod.WEEK_PARITY, (even, odd), first, last), first, last)
    if not clashes:
        return ()
    words = [str(clash.words) for clash in clashes]
    return (_("Attention aux années de 53 semaines"), *(f"{text[:1].upper()}{text[1:]}." for text in words))


CUSTODY = Form(
    fields=(
        f.person(),
        f.METHOD,
        f.day("valid_from", _("À partir du"), required=True),
        f.day("valid_to", _("Jusqu’au")),
        PARTS,
        f.day(
            "anchor_on",
            _("Première semaine du premier redevable"),
            help=_("Pour «\u00a0une semaine sur deux\u00a0»\u00a0: un lundi."),
        ),
        Text(name="evidence", label=_("Accord ou décision vus"), default="", width=36),
    ),
    start=start_custody,
)


CARE = Form(
    fields=(
        f.person(),
        f.CARE_KIND,
        *f.CARE_FIELDS,
        f.day("valid_from", _("À partir du"), required=True),
        f.day("valid_to", _("Jusqu’au")),
    ),
    start=lambda session, params: {
        **_person_in_hand(session, params),
        "valid_from": _september(session),
        "valid_to": date(school_year_of(today_of(session)) + 1, 8, 31),
    },
)
END_CARE = Form(
    fields=(f.day("valid_to", _("Dernier jour"), required=True),),
    start=lambda session, params: {"valid_to": today_of(session)},
)
