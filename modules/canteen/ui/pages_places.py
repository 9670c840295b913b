# SPDX-License-Identifier: EUPL-1.2
"""Schools, canteens and classes: where and with whom."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.forms.fields import (
    Text,
    Weekdays,
    Whole,
)
from app.forms.page import (
    Column,
    Form,
    LinesPart,
    Page,
    Record,
    Row,
    Table,
)
from modules.canteen import lists
from modules.canteen import models as m
from modules.canteen.permissions import READ
from modules.canteen.strings import _, _n
from modules.canteen.ui import fields as f
from modules.canteen.ui.actions_setup import (
    CANTEEN_FIELDS,
    CLASS_FIELDS,
    SCHOOL_FIELDS,
    check_school,
)
from modules.canteen.ui.setup_parts import ACTIVE, kept_part, titled

SCHOOLS_PAGE = Page(
    name="canteen.schools",
    title=_("Écoles"),
    table=Table(
        name="canteen.schools",
        title=_("Écoles"),
        columns=(
            Column(field=Text(name="title", label=_("Nom")), strong=True),
            Column(field=f.LEVEL),
            Column(field=Text(name="canteen", label=_("Cantine"))),
            Column(field=Weekdays(name="weekdays", label=_("Jours de cantine"), width=20)),
            Column(field=Text(name="uai", label=_("Code UAI"), width=9), weak=True),
            Column(field=ACTIVE, hidden=True),
        ),
        source=lists.schools,
        search=("title",),
        order="title",
        counted=lambda n: _n("{n} école", "{n} écoles", n),
        empty=_("Les écoles de la commune. Ajoutez la première, avec les jours où elle a cantine."),
        first_step="canteen.add-school",
        reads=frozenset({"canteen_school", "canteen_canteen"}),
        permission=READ,
    ),
    record=Record(
        model=lambda: m.School,
        heading=titled(m.School, lambda row: row.canteen.title),
        parts=(kept_part(m.School, (*SCHOOL_FIELDS, ACTIVE), "canteen.schools", check_school),),
        actions=("canteen.delete-school",),
    ),
    actions=("canteen.add-school",),
    permission=READ,
    hidden=True,
    under="canteen.setup",
    help=_("Les écoles, leurs jours de cantine, et la cantine qui les sert."),
)

CANTEENS_PAGE = Page(
    name="canteen.canteens",
    title=_("Cantines"),
    table=Table(
        name="canteen.canteens",
        title=_("Cantines"),
        columns=(
            Column(field=Text(name="title", label=_("Nom")), strong=True),
            Column(field=Whole(name="capacity", label=_("Places"))),
            Column(field=Text(name="supplier", label=_("Fournisseur"))),
            Column(field=Whole(name="margin", label=_("Marge"))),
            Column(field=ACTIVE, hidden=True),
        ),
        source=lists.canteens,
        search=("title",),
        order="title",
        counted=lambda n: _n("{n} cantine", "{n} cantines", n),
        empty=_("Les restaurants scolaires, avec leurs places et leur fournisseur."),
        first_step="canteen.add-canteen",
        reads=frozenset({"canteen_canteen", "directory_organisation"}),
        permission=READ,
    ),
    record=Record(
        model=lambda: m.Canteen,
        heading=titled(m.Canteen),
        parts=(kept_part(m.Canteen, (*CANTEEN_FIELDS, ACTIVE), "canteen.canteens"),),
        actions=("canteen.delete-canteen",),
    ),
    actions=("canteen.add-canteen",),
    permission=READ,
    hidden=True,
    under="canteen.setup",
    help=_("Les lieux où l’on mange, leurs places, leur fournisseur."),
)


def pupils(session: Session, class_id: int) -> Sequence[Row]:
    """Who is in the class."""
    from sqlalchemy import select

    from app.directory.models import Person

    rows = session.execute(
        select(m.Enrolment.id, Person.title, m.Enrolment.grade, m.Enrolment.diet)
        .join(Person, Person.id == m.Enrolment.person_id)
        .where(m.Enrolment.school_class_id == class_id)
        .order_by(Person.sort_key)
    )
    return [{"id": r.id, "title": r.title, "grade": r.grade, "diet": r.diet} for r in rows]


CLASSES_PAGE = Page(
    name="canteen.classes",
    title=_("Classes et années"),
    table=Table(
        name="canteen.classes",
        title=_("Classes"),
        columns=(
            Column(field=Text(name="title", label=_("Classe"), width=12), strong=True),
            Column(field=f.GRADES),
            Column(field=Text(name="teacher", label=_("Enseignant"), width=18)),
            Column(field=Text(name="school", label=_("École"), width=20), weak=True),
            Column(field=Whole(name="pupils", label=_("Inscrits")), sum=True),
        ),
        source=lists.classes,
        search=("title", "teacher"),
        order="title",
        parameters=Form(
            fields=(f.year("year", width=10),),
            start=lambda session, params: {"year": lists.year_in_hand(session, params)},
        ),
        counted=lambda n: _n("{n} classe", "{n} classes", n),
        empty=_("Les classes de l’année. Ouvrez l’année scolaire, ou reprenez la liste de l’école."),
        first_step="canteen.open-year",
        reads=frozenset({"canteen_school_class", "canteen_enrolment", "canteen_school_year", "canteen_school"}),
        permission=READ,
    ),
    record=Record(
        model=lambda: m.SchoolClass,
        heading=titled(m.SchoolClass, lambda row: f"{row.school.title} · {row.school_year.title}"),
        parts=(
            kept_part(m.SchoolClass, CLASS_FIELDS, "canteen.classes"),
            LinesPart(
                title=_("Élèves"),
                columns=(
                    Column(field=Text(name="title", label=_("Nom")), strong=True),
                    Column(field=f.GRADE),
                    Column(field=f.DIET, weak=True),
                ),
                rows=pupils,
                opens="canteen.children",
                empty=_("Personne n’est inscrit dans cette classe."),
            ),
        ),
        actions=("canteen.delete-class",),
    ),
    actions=("canteen.open-year", "canteen.add-class"),
    permission=READ,
    hidden=True,
    under="canteen.setup",
    help=_("Les classes de chaque année scolaire\u202f; le passage à l’année suivante."),
)
