# SPDX-License-Identifier: EUPL-1.2
"""What one does on the plan: a row by count and size, and what the editor draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.outcome import Report
from app.core.text import Text
from app.forms.fields import Lines, Number, Whole
from app.forms.fields import Text as TextField
from app.forms.page import Action, Form, Params, Scope, Section
from app.store.uow import Work
from modules.cemetery.models import Cemetery, Plot
from modules.cemetery.permissions import GROUND, READ
from modules.cemetery.rules.codes import PlotKind, Regime
from modules.cemetery.rules.drawing import numbers_from
from modules.cemetery.services.draw_plan import draw_plan
from modules.cemetery.services.draw_row import draw_row
from modules.cemetery.services.show_on_plan import show_concession, show_deceased, show_plot
from modules.cemetery.strings import _, _n
from modules.cemetery.ui import fields as f


def _start_row(session: Session, params: Params) -> Params:
    cemetery = params.get("cemetery") or session.scalar(select(Cemetery.id).order_by(Cemetery.code).limit(1))
    waiting = session.scalar(
        select(Plot.label).where(Plot.cemetery_id == cemetery, Plot.geometry.is_(None)).order_by(Plot.label).limit(1)
    )
    return {"cemetery": cemetery, "first": waiting or "1"}


def _preview_row(session: Session, params: Params) -> list[Text]:
    first, count, cemetery = str(params.get("first") or ""), params.get("count"), params.get("cemetery")
    if not first or not count or cemetery is None:
        return []
    try:
        labels = numbers_from(first, int(count))
    except ValueError:
        return []
    known = session.scalars(select(Plot.label).where(Plot.cemetery_id == cemetery, Plot.label.in_(labels))).all()
    said: list[Text] = [_("Numéros\u00a0: {first} à {last}.", first=labels[0], last=labels[-1])]
    if known:
        words = _n("{n} est déjà connu et prendra sa place.", "{n} sont déjà connus et prendront leur place.", len(known))
        said.append(words)
    return said


ROW_FORM = Form(
    sections=(
        Section(
            title=_("Rangée"),
            fields=(
                f.cemetery(required=True),
                TextField(
                    name="first", label=_("Premier numéro"), required=True, width=12,
                    help=_("Les suivants s’en déduisent\u00a0: A-04-01, A-04-02…"),
                ),
                Whole(name="count", label=_("Nombre d’emplacements"), required=True, default=10, least=1, most=500),
                TextField(name="section", label=_("Carré"), width=12, help=_("Créé s’il n’existe pas.")),
                f.choice("kind", _("Type"), PlotKind, default=PlotKind.EARTH),
                f.choice("regime", _("Régime"), Regime, default=Regime.CONCEDED),
            ),
        ),
        Section(
            title=_("Tailles et place"),
            fields=(
                f.metres("width", _("Largeur"), default=Decimal(1), least=Decimal("0.1"), required=True),
                f.metres("length", _("Longueur"), default=Decimal(2), least=Decimal("0.1"), required=True),
                f.metres("gap", _("Intervalle"), default=Decimal("0.40"), least=Decimal(0), required=True),
                Number(name="angle", label=_("Direction"), default=Decimal(0), places=1, unit="°", help=_("0 vers la droite, 90 vers le haut.")),
                f.metres("x", _("Coin bas gauche, vers la droite"), places=3),
                f.metres("y", _("Coin bas gauche, vers le haut"), places=3, help=_("Laissez vide\u00a0: sous ce qui est déjà dessiné.")),
            ),
        ),
    ),
    start=_start_row,
)  # fmt: skip

CHANGES = Lines(
    name="changes",
    label=_("Changements"),
    required=True,
    help=_("Une ligne par emplacement\u00a0: son numéro interne (vide pour un nouveau), son contour «\u00a0x y, x y\u00a0» en mètres, son numéro."),
    fields=(
        Whole(name="plot", label=_("Emplacement")),
        TextField(name="ring", label=_("Contour"), longest=4000, width=40),
        TextField(name="label", label=_("Numéro"), width=12),
        Whole(name="section", label=_("Carré")),
        f.choice("kind", _("Type"), PlotKind),
    ),
)


def _draw(work: Work, *, cemetery: int, changes: Sequence[Mapping[str, Any]]) -> Report:
    """As typed on lines: an outline left empty stays as it is."""
    kept = [{name: value for name, value in row.items() if not (name == "ring" and value is None)} for row in changes]
    return draw_plan(work, cemetery=cemetery, changes=kept)


SHOW = {
    "show-plot": show_plot,
    "show-concession": show_concession,
    "show-deceased": show_deceased,
}

PLAN_ACTIONS = (
    *(
        Action(
            name=f"cemetery.{name}", label=_("Montrer sur le plan"), run=service, permission=READ, icon="map-pin",
            scope=Scope.RECORD, opens=True,
        )
        for name, service in SHOW.items()
    ),
    Action(
        name="cemetery.draw-row",
        label=_("Dessiner une rangée…"),
        run=draw_row,
        permission=GROUND,
        icon="grid-3x3",
        form=ROW_FORM,
        preview=_preview_row,
        accept=_("Dessiner la rangée"),
        help=_("Des emplacements côte à côte, numérotés à la suite\u202f; ceux qui existent déjà prennent leur place."),
    ),
    Action(
        name="cemetery.draw-plan",
        label=_("Modifier le plan…"),
        run=_draw,
        permission=GROUND,
        icon="pencil",
        form=Form(fields=(f.cemetery(required=True), CHANGES)),
        accept=_("Enregistrer le plan"),
        help=_("Contours et numéros en mètres\u202f; à l’écran, l’éditeur du plan le fait à la souris."),
    ),
)
