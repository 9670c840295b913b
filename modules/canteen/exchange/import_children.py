# SPDX-License-Identifier: EUPL-1.2
"""The list of a school: children, classes, guardians, homes, quotients, diets and weekly bookings.

Everything that the rows may meet is read once; each row then matches, fills what is empty, and says
what it left alone. A file imported twice changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.core.outcome import UserError
from app.core.text import Text as Shown
from app.forms.fields import (
    Choice,
    Email,
    Field,
    LongText,
    Number,
    Option,
    PartialDay,
    Phone,
    Postcode,
    Text,
    Weekdays,
    Whole,
)
from app.forms.page import Form, Importer, Params
from modules.canteen.models import Grade
from modules.canteen.permissions import ENROL
from modules.canteen.rules.codes import Diet
from modules.canteen.rules.school_list import read_diet
from modules.canteen.strings import _, labels

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from app.forms.page import RowOutcome
    from app.store.uow import Work


class DietChoice(Choice):
    """A diet as lists write it: « SP », « végé », « sans viande »."""

    def parse(self, text: str) -> str:
        return read_diet(text) or super().parse(text)


class QuotientNumber(Number):
    """A quotient, with or without its euro sign."""

    def parse(self, text: str) -> Any:
        return super().parse(text.replace("€", "").replace("EUR", ""))


def _guardian(rank: int) -> tuple[Field[Any], ...]:
    said = {"rank": rank}
    return (
        Text(
            name=f"guardian{rank}",
            label=_("Responsable {rank}", **said),
            synonyms=(
                f"Nom responsable {rank}",
                f"Responsable légal {rank}",
                f"Resp. légal {rank}",
                f"Parent {rank}",
                f"Nom resp. {rank}",
            ),
        ),
        Text(
            name=f"guardian{rank}_first",
            label=_("Prénom responsable {rank}", **said),
            synonyms=(f"Prénom resp. {rank}", f"Prénom parent {rank}"),
        ),
        Phone(
            name=f"phone{rank}",
            label=_("Téléphone {rank}", **said),
            synonyms=(
                f"Tél. resp. {rank}",
                f"Tél portable {rank}",
                f"Portable {rank}",
                f"Tél {rank}",
                f"Téléphone responsable {rank}",
            ),
        ),
        Email(
            name=f"email{rank}",
            label=_("Courriel {rank}", **said),
            synonyms=(
                f"Mail {rank}",
                f"E-mail {rank}",
                f"Courriel responsable {rank}",
                f"Adresse électronique {rank}",
            ),
        ),
    )


FIELDS: tuple[Field[Any], ...] = (
    Text(
        name="birth_name",
        label=_("Nom"),
        required=True,
        synonyms=("Nom élève", "Nom de famille", "Nom de l’enfant", "Nom enfant"),
    ),
    Text(name="usage_name", label=_("Nom d’usage"), synonyms=("Nom d'usage élève",)),
    Text(
        name="given_names",
        label=_("Prénom"),
        required=True,
        synonyms=("Prénom élève", "Prénoms", "Prénom de l’enfant", "Prénom enfant"),
    ),
    PartialDay(
        name="birth_date",
        label=_("Né(e) le"),
        synonyms=("Date naissance", "Date de naissance", "Naissance", "DDN"),
    ),
    Choice(
        name="sex", label=_("Sexe"), options=(Option("F", _("F")), Option("M", _("M"))), synonyms=("Genre",)
    ),
    Text(name="school_class", label=_("Classe"), synonyms=("Libellé classe", "Nom de la classe")),
    Choice(
        name="grade",
        label=_("Niveau"),
        kind=Grade,
        options=tuple(Option(*pair) for pair in labels(Grade)),
        synonyms=("Cours", "Section"),
    ),
    Text(
        name="teacher", label=_("Enseignant"), synonyms=("Enseignante", "Maître", "Maîtresse", "Professeur")
    ),
    *_guardian(1),
    *_guardian(2),
    Text(name="street", label=_("Adresse"), synonyms=("Rue", "Adresse 1", "Voie", "Adresse responsable 1")),
    Postcode(name="postcode", label=_("Code postal"), synonyms=("CP",)),
    Text(name="town", label=_("Ville"), synonyms=("Commune", "Localité")),
    DietChoice(
        name="diet",
        label=_("Régime"),
        kind=Diet,
        options=tuple(Option(*pair) for pair in labels(Diet)),
        synonyms=("Régime alimentaire", "Menu"),
    ),
    LongText(
        name="allergies",
        label=_("Allergies, PAI"),
        sensitive=True,
        synonyms=("Allergies / PAI", "Allergie", "PAI", "Allergies"),
    ),
    QuotientNumber(name="quotient", label=_("Quotient familial"), synonyms=("QF", "Quotient")),
    Weekdays(
        name="days", label=_("Jours de cantine"), synonyms=("Cantine", "Repas", "Jours", "Restauration")
    ),
    LongText(name="remark", label=_("Remarques"), synonyms=("Remarque", "Observations", "Commentaire")),
)


def _start(session: Session, params: Params) -> Params:
    from app.core.calendar import school_year_of
    from app.store.uow import today_of
    from modules.canteen.queries import first_school

    today = today_of(session)
    school = first_school(session)
    # From July on, a list is that of the year to come.
    year = school_year_of(today) + (1 if today.month in (7, 8) else 0)
    return {"school": school.title if school else "École", "start_year": year}


def _begin(work: Work, options: Params) -> Callable[[Params], RowOutcome]:
    from modules.canteen.exchange.children import ChildrenImport

    if not options.get("school"):
        raise UserError(_("Nommez l’école de cette liste."), field="school")
    return ChildrenImport(work, str(options["school"]), int(options["start_year"])).row


OPTIONS = Form(
    fields=(
        Text(name="school", label=_("École"), required=True, help=_("Créée si elle n’existe pas encore.")),
        Whole(name="start_year", label=_("Année de la rentrée"), required=True, least=2000, most=2100),
    ),
    start=_start,
)

IMPORT_CHILDREN = Importer(
    name="canteen.children",
    title=_("Liste d’élèves"),
    fields=FIELDS,
    begin=_begin,
    permission=ENROL,
    options=OPTIONS,
    help=_("La liste envoyée par l’école, ou l’export du registre national des élèves."),
)

__all__ = ["FIELDS", "IMPORT_CHILDREN", "Shown"]
