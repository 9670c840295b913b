# SPDX-License-Identifier: EUPL-1.2
"""What goes out of the cemetery as files: the public extract."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from app.core.text import Text as Shown
from app.forms.fields import Text
from app.forms.page import Action, Form, Params
from modules.cemetery.permissions import READ
from modules.cemetery.services.publish_extract import publish_extract
from modules.cemetery.strings import _, _n


def _start(session: Session, params: Params) -> Params:
    return {"folder": str(Path.home() / "extrait-cimetiere")}


def _preview(session: Session, params: Params) -> list[Shown]:
    from modules.cemetery.exchange.public_extract import public_cemeteries

    count = sum(len(cemetery.dead) for cemetery in public_cemeteries(session))
    return [
        _n("Un défunt y figure.", "{n} défunts y figurent.", count),
        _("Aucun concessionnaire, aucune adresse\u00a0: les défunts, leur emplacement et le plan."),
    ]


FILE_ACTIONS = (
    Action(
        name="cemetery.public-extract",
        label=_("Extrait public…"),
        accept=_("Écrire l’extrait"),
        run=publish_extract,
        permission=READ,
        form=Form(
            fields=(Text(name="folder", label=_("Dossier"), required=True, longest=400, width=40),),
            start=_start,
        ),
        preview=_preview,
        icon="download",
        help=_("Un tableau et une page avec le plan, pour le site de la commune ou une borne au cimetière."),
    ),
)
