# SPDX-License-Identifier: EUPL-1.2
"""Plans of cemeteries as GeoJSON or DXF (§17.1, §17.3): `cemetery.plan`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.core.outcome import UserError
from app.forms.fields import Choice, Field, Flag, LongText, Option, Text
from app.forms.page import Form, Importer, Params
from modules.cemetery.exchange.register_cells import Raw
from modules.cemetery.permissions import GROUND
from modules.cemetery.rules.projection import CONIC_ZONES, LAMBERT_93, LOCAL, WGS_84
from modules.cemetery.strings import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.forms.page import RowOutcome
    from app.store.uow import Work

ASK = "AUTO"
FIELDS: tuple[Field[Any], ...] = tuple(
    Raw(name=name, label=said)
    for name, said in (
        ("layer", _("Calque")),
        ("cemetery", _("Cimetière")),
        ("section", _("Carré")),
        ("row", _("Rang")),
        ("number", _("Numéro")),
        ("suffix", _("Complément de numéro")),
        ("label", _("Emplacement")),
        ("kind", _("Type")),
        ("regime", _("Régime")),
        ("text", _("Inscription")),
        ("dxf_layer", _("Calque du dessin")),
        ("shape", _("Forme")),
        ("points", _("Points")),
        ("properties", _("Autres propriétés")),
        ("external_id", _("Identifiant")),
        ("crs", _("Système de coordonnées")),
        ("plan_cemetery", _("Cimetière du plan")),
        ("origin", _("Origine")),
        ("unit", _("Unité")),
        ("unit_guessed", _("Unité devinée")),
        ("fault", _("Défaut")),
    )
)


def _start(session: Session) -> Params:
    from sqlalchemy import select

    from app.store.uow import setting_of
    from modules.cemetery.models import Cemetery

    titles = session.scalars(select(Cemetery.title).limit(2)).all()
    return {
        "cemetery": titles[0] if len(titles) == 1 else None,
        "crs": ASK,
        "unit": ASK,
        "replace": False,
        "layers": setting_of(session, LAYERS_SETTING) or None,
    }


LAYERS_SETTING = "cemetery.dxf_layers"
"""The commune's own words for the layers of its surveyor, kept from one import to the next."""
OPTIONS = Form(
    fields=(
        Text(
            name="cemetery",
            label=_("Cimetière"),
            help=_("Celui du plan, quand le fichier ne le nomme pas\u00a0; créé s’il n’existe pas encore."),
        ),
        Choice(
            name="crs",
            label=_("Système de coordonnées"),
            default=ASK,
            options=(
                Option(ASK, _("Celui que dit le fichier")),
                Option(LOCAL, _("Mètres locaux")),
                Option(LAMBERT_93, _("Lambert-93")),
                *(Option(crs, _("Conique CC{zone}", zone=crs[-2:])) for crs in CONIC_ZONES),
                Option(WGS_84, _("Degrés (longitude, latitude)")),
            ),
        ),
        Choice(
            name="unit",
            label=_("Unité du dessin DXF"),
            default=ASK,
            options=(
                Option(ASK, _("Celle que dit le fichier")),
                Option("1", _("Mètres")),
                Option("0.01", _("Centimètres")),
                Option("0.001", _("Millimètres")),
            ),
        ),
        Flag(name="replace", label=_("Remplacer les contours déjà dessinés"), default=False),
        LongText(
            name="layers",
            label=_("Calques du DXF"),
            help=_(
                "Un par ligne, par exemple «\u00a0LEVE_12 = plot\u00a0»\u00a0:"
                " plot, label, section, path, wall, boundary, gate, tree, water, bench, bin, building."
            ),
        ),
    ),
    start=lambda session, params: _start(session),
)


def read_plan_file(path: str) -> list[dict[str, Any]]:
    """The rows of a plan, whatever its kind, known by its first bytes. Raises UserError."""
    from pathlib import Path

    file = Path(path)
    try:
        if file.is_dir():
            raise UserError(
                _("«\u00a0{name}\u00a0» est un dossier\u00a0: choisissez un fichier.", name=file.name)
            )
        with file.open("rb") as opened:
            head = opened.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    except FileNotFoundError:
        raise UserError(_("Le fichier «\u00a0{name}\u00a0» est introuvable.", name=file.name)) from None
    if head.startswith((b"{", b"[")):
        from modules.cemetery.exchange.plan_geojson import read_geojson

        return read_geojson(file)
    if head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"%PDF")):
        raise UserError(
            _(
                "C’est une image\u00a0: posez-la sous le plan par «\u00a0Fond de plan\u00a0», avec deux points connus ou une distance mesurée."
            )
        )
    from modules.cemetery.exchange.plan_dxf import read_dxf

    return read_dxf(file)


def begin(work: Work, options: Params) -> Callable[[Params], RowOutcome]:
    """See `app.forms.page.Importer`."""
    from modules.cemetery.exchange.plan_rows import PlanImport

    return PlanImport(work, options).row


IMPORT_PLAN = Importer(
    name="cemetery.plan",
    title=_("Plan du cimetière"),
    fields=FIELDS,
    begin=begin,
    permission=GROUND,
    options=OPTIONS,
    reads_own=read_plan_file,
    steady=True,
    help=_(
        "Le plan du géomètre ou du cadastre, en GeoJSON ou en DXF\u00a0; les emplacements sont retrouvés par leur numéro."
    ),
)
