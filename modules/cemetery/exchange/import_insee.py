# SPDX-License-Identifier: EUPL-1.2
"""The public file of deceased persons, by chunks: candidates among holders and heirs (§17.6), `cemetery.insee-deaths`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.core.outcome import UserError
from app.forms.fields import Field, Text
from app.forms.page import Form, Importer, Params
from modules.cemetery.exchange.register_cells import Raw
from modules.cemetery.permissions import OPERATE
from modules.cemetery.strings import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.forms.page import RowOutcome
    from app.store.uow import Work

CHUNK = 9_000_000
"""Bytes read at once: about fifty thousand lines, a second of work between two looks at « Annuler »."""
FIELDS: tuple[Field[Any], ...] = tuple(
    Raw(name=name, label=said)
    for name, said in (
        ("path", _("Fichier")),
        ("first", _("Premier octet")),
        ("last", _("Dernier octet")),
        ("headings", _("En-têtes")),
    )
)
OPTIONS = Form(
    fields=(
        Text(
            name="department",
            label=_("Département de la commune"),
            width=4,
            help=_(
                "Deux chiffres, ou 2A, 2B, 974\u00a0: un décès dans le département compte pour le rapprochement."
            ),
        ),
    ),
    start=lambda session, params: _start(session),
)


def _start(session: Session) -> Params:
    from app.store.uow import setting_of
    from modules.cemetery.rules.insee import department_of

    code = str(setting_of(session, "commune.insee_code") or setting_of(session, "commune.postcode") or "")
    return {"department": department_of(code)}


def read_chunks(path: str) -> list[dict[str, Any]]:
    """A row a chunk of whole lines: the file is read again, piece by piece, when it is compared."""
    from pathlib import Path

    file = Path(path)
    try:
        size = file.stat().st_size
        with file.open("rb") as opened:
            head = opened.read(4096)
    except (FileNotFoundError, IsADirectoryError):
        raise UserError(_("Le fichier «\u00a0{name}\u00a0» est introuvable.", name=file.name)) from None
    if head.startswith(b"PK") or head.startswith(b"\x1f\x8b"):
        raise UserError(
            _("Ce fichier est compressé\u00a0: décompressez-le, puis choisissez le fichier qu’il contient.")
        )
    if not head.strip():
        raise UserError(_("Ce fichier est vide\u00a0: demandez qu’on vous l’envoie à nouveau."))
    headings = _headings(head)
    if headings is None and b"*" not in head:
        raise UserError(
            _(
                "Ce n’est pas le fichier des personnes décédées de l’Insee\u00a0: ni lignes de 176 caractères, ni en-têtes connus."
            )
        )
    return [
        {"path": str(file), "first": first, "last": min(first + CHUNK, size), "headings": headings}
        for first in range(0, size, CHUNK)
    ]


def _headings(head: bytes) -> str | None:
    """The row of headings of a CSV variant."""
    first = head.split(b"\n", 1)[0].decode("utf-8-sig", errors="replace").strip()
    return first if "nomprenom" in first.lower() else None


def begin(work: Work, options: Params) -> Callable[[Params], RowOutcome]:
    """See `app.forms.page.Importer`."""
    from modules.cemetery.exchange.deaths import DeathsImport

    return DeathsImport(work, str(options.get("department") or "").strip().upper()).chunk


IMPORT_INSEE = Importer(
    name="cemetery.insee-deaths",
    title=_("Fichier des décès de l’Insee"),
    fields=FIELDS,
    begin=begin,
    permission=OPERATE,
    options=OPTIONS,
    reads_own=read_chunks,
    steady=True,
    help=_(
        "Rapproche les concessionnaires et les ayants droit du fichier public des décès\u00a0: il propose, vous confirmez."
        " Ce fichier ne prouve rien."
    ),
)
