# SPDX-License-Identifier: EUPL-1.2
"""Spreadsheets of plots, concessions and deceased, whatever their shape (§17.4): `cemetery.register`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.forms.fields import Choice, Field, Option, Text
from app.forms.page import Form, Importer, Params
from modules.cemetery.exchange.register_cells import Raw
from modules.cemetery.permissions import SETUP
from modules.cemetery.rules.codes import PlotKind
from modules.cemetery.strings import _, labels

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.forms.page import RowOutcome
    from app.store.uow import Work


def _raw(name: str, label: Any, *synonyms: str) -> Raw:
    return Raw(name=name, label=label, synonyms=synonyms)


FIELDS: tuple[Field[Any], ...] = (
    _raw("cemetery", _("Cimetière"), "Nom du cimetière", "Site"),
    _raw("section", _("Carré"), "Section", "Division", "Îlot", "Quartier", "Zone", "Secteur", "Carre"),
    _raw("row", _("Rang"), "Allée", "Rangée", "Ligne", "Voie"),
    _raw(
        "label", _("Emplacement"), "N° emplacement", "Numéro d’emplacement", "Numéro", "Num", "N°", "N° tombe", "Tombe",
        "Parcelle", "N° plan", "Repère", "Case", "N° de case", "Fosse", "N° de tombe", "N° parcelle", "N° fosse",
    ),
    _raw("suffix", _("Complément de numéro"), "Complément", "Bis"),
    _raw("old_label", _("Ancien numéro"), "Ancien n°", "Ancienne numérotation", "Ancien emplacement"),
    _raw(
        "kind", _("Type d’emplacement"), "Type", "Nature", "Genre", "Type de sépulture", "Sépulture type", "Sépulture",
        "Type emplacement",
    ),
    _raw("state", _("État de la concession"), "État concession", "Situation", "Statut", "Disponibilité", "Libre"),
    _raw(
        "number", _("N° de concession"), "N° concession", "Numéro concession", "N° acte", "Numéro acte", "N° titre",
        "N° d’ordre", "Concession", "N° de l’acte", "Numéro de titre", "N° du titre",
    ),
    _raw("volume", _("Registre"), "Volume", "Tome"),
    _raw("folio", _("Folio"), "Page", "Folio registre"),
    _raw(
        "start", _("Date d’achat"), "Date", "Date achat", "Date acquisition", "Date vente", "Date acte", "Date de début",
        "Début", "Du", "Date concession", "Date de concession", "Date d’acquisition", "Acheté le", "Accordée le",
    ),
    _raw(
        "duration", _("Durée"), "Terme", "Type de concession", "Nb années", "Nombre d’années", "Catégorie",
        "Type concession", "Durée concession",
    ),
    _raw("expiry", _("Échéance"), "Date échéance", "Date de fin", "Fin", "Date terme", "Expire le", "Au", "Date d’échéance"),
    _raw("renewal", _("Renouvellement"), "Date de renouvellement", "Renouvelé le", "Renouvelée le", "Date renouvellement"),
    _raw(
        "holder", _("Concessionnaire"), "Titulaire", "Acquéreur", "Famille", "Nom concessionnaire", "Nom", "Nom titulaire",
        "Nom du concessionnaire", "Concessionnaires", "Nom de famille",
    ),
    _raw("holder_given", _("Prénom du concessionnaire"), "Prénom", "Prénom concessionnaire", "Prénom titulaire"),
    _raw("holder_maiden", _("Nom de naissance du concessionnaire"), "Nom de naissance concessionnaire"),
    _raw("holder_married", _("Nom marital du concessionnaire")),
    _raw("heirs", _("Ayants droit"), "Ayant droit", "Ayants droits", "Héritier", "Héritiers", "Contact"),
    _raw("address", _("Adresse"), "Adresse 1", "Adresse1", "Adresse famille", "Rue", "Adresse concessionnaire"),
    _raw("address2", _("Complément d’adresse"), "Adresse 2", "Adresse2"),
    _raw("postcode", _("Code postal"), "CP"),
    _raw("town", _("Ville"), "Commune", "Localité"),
    _raw("phone", _("Téléphone"), "Tel", "Tél.", "Portable", "N° de téléphone"),
    _raw("email", _("Courriel"), "Mail", "E-mail", "Email"),
    _raw(
        "deceased", _("Défunts"), "Défunt", "Inhumé", "Inhumés", "Nom défunt", "Personnes inhumées", "Occupants",
        "Nom du défunt", "Corps", "Défunt(s)",
    ),
    _raw("deceased_given", _("Prénom du défunt"), "Prénom défunt", "Prénoms défunt"),
    _raw(
        "deceased_maiden", _("Nom de naissance du défunt"), "Nom de jeune fille", "Nom naissance", "Nom de naissance",
        "Née", "Nom jeune fille",
    ),
    _raw("deceased_married", _("Nom marital du défunt"), "Époux", "Marital", "Épouse", "Nom d’époux", "Nom marital"),
    _raw("title", _("Titre du défunt"), "Civilité", "Titre"),
    _raw("sex", _("Sexe du défunt"), "Sexe"),
    _raw("born", _("Date de naissance"), "Né le", "Née le", "Date naissance", "Naissance", "Né(e) le"),
    _raw("died", _("Date de décès"), "Décédé le", "Date décès", "Décès", "Décédé(e) le", "Mort le"),
    _raw("death_place", _("Lieu de décès"), "Lieu décès", "Lieu du décès"),
    _raw("buried", _("Date d’inhumation"), "Date inhumation", "Inhumé le", "Inhumation", "Inhumé(e) le"),
    _raw("container", _("Contenant"), "Cercueil ou urne"),
    _raw("left_on", _("Date d’exhumation"), "Date exhumation", "Exhumé le"),
    _raw("has_left", _("Exhumé"), "Exhumation"),
    _raw("reduced", _("Réduit"), "Réduction", "Réduction de corps"),
    _raw("places", _("Places"), "Nb places", "Nombre de places", "Capacité", "Nombre place"),
    _raw("observed", _("Places occupées"), "Place occupée", "Occupation"),
    _raw("observed_on", _("Date du constat"), "Date constat"),
    _raw("surface", _("Superficie"), "Surface", "m²"),
    _raw("length", _("Longueur"), "Long."),
    _raw("width", _("Largeur"), "Larg."),
    _raw("depth", _("Profondeur"), "Prof."),
    _raw("price", _("Prix"), "Montant", "Tarif", "Prix payé"),
    _raw("monument", _("Monument"), "État", "État du monument", "Caveau", "Semelle", "Stèle"),
    _raw("remark", _("Observations"), "Remarque", "Commentaire", "Notes", "Remarques", "Commentaires", "Observation"),
    _raw("photo", _("Photo"), "Image", "Fichier"),
)  # fmt: skip

EXTERNAL = (
    _raw("external_id", _("Clé dans l’ancien logiciel")),
    _raw("unknown_table", _("Table non reprise")),
)
"""Fields of exports read by the program itself, which no spreadsheet of a clerk holds."""

OPTIONS = Form(
    fields=(
        Text(
            name="cemetery",
            label=_("Cimetière"),
            help=_("Celui des lignes qui n’en nomment aucun\u00a0; créé s’il n’existe pas encore."),
        ),
        Choice(
            name="kind",
            label=_("Type des sépultures sans précision"),
            default=PlotKind.EARTH.value,
            options=tuple(Option(*pair) for pair in labels(PlotKind)),
        ),
    ),
    start=lambda session, params: _start(session),
)


def _start(session: Session) -> Params:
    from sqlalchemy import select

    from modules.cemetery.models import Cemetery

    titles = session.scalars(select(Cemetery.title).limit(2)).all()
    # With two cemeteries, the clerk says which one; a mistake there would be long to undo.
    return {"cemetery": titles[0] if len(titles) == 1 else None, "kind": PlotKind.EARTH.value}


def begin(work: Work, options: Params) -> Callable[[Params], RowOutcome]:
    """What both importers of registers do of their rows."""
    from modules.cemetery.exchange.register import RegisterImport

    said = {f.name: f.label for f in (*FIELDS, *EXTERNAL)}
    kind = PlotKind(options.get("kind") or PlotKind.EARTH)
    return RegisterImport(work, str(options.get("cemetery") or ""), kind, said).row


IMPORT_REGISTER = Importer(
    name="cemetery.register",
    title=_("Registre des concessions et des défunts"),
    fields=FIELDS,
    begin=begin,
    permission=SETUP,
    options=OPTIONS,
    steady=True,
    help=_(
        "Le tableau tenu en mairie\u00a0: emplacements, concessions, défunts, une ligne par tombe ou par défunt."
    ),
)
