# SPDX-License-Identifier: EUPL-1.2
"""The verbs of old papers: keep, link, read, have read again, copy out, prove that one searched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.core.outcome import Report
from app.forms.page import Action, Row, Scope
from app.store.uow import Work
from modules.cemetery.permissions import ARCHIVE, READ
from modules.cemetery.rules.codes import TextState
from modules.cemetery.services.copy_scans import copy_scans
from modules.cemetery.services.keep_scans import keep_scans, place_scans
from modules.cemetery.services.link_scan import accept_links, link_scan, refuse_links, unlink
from modules.cemetery.services.read_scan import read_scans
from modules.cemetery.services.record_search import record_search
from modules.cemetery.services.transcribe_scan import check_transcription, transcribe_scan
from modules.cemetery.strings import _
from modules.cemetery.ui import forms_scans as forms


def search_for(work: Work, *, record: int | None = None, **values: Any) -> Report:
    """The search, whatever record it was begun from."""
    return record_search(work, **values)


def read_waiting(work: Work, *, ids: Sequence[int] = (), pages: int = 5) -> Report:
    """The words of the selected scans."""
    return read_scans(work, ids=tuple(ids), pages=pages)


def _has_hint(row: Row) -> bool:
    return bool(row["has_hint"])


def _unread(row: Row) -> bool:
    return bool(row["text_state"] != TextState.READ)


SCAN_ACTIONS: tuple[Action, ...] = (
    Action(
        name="cemetery.keep-scans", label=_("Ajouter des papiers…"), run=keep_scans, permission=ARCHIVE, form=forms.KEEP, icon="upload",
        preview=forms.preview_keep, accept=_("Garder ces papiers"),
        help=_("Des fichiers, un dossier de numérisation, un carton passé d’un coup\u00a0: la sépulture de chacun est proposée."),
    ),
    Action(
        name="cemetery.accept-links", label=_("Confirmer le rattachement"), run=accept_links, permission=ARCHIVE, scope=Scope.SELECTION,
        icon="check", applies=_has_hint, help=_("La sépulture proposée est la bonne."),
    ),
    Action(
        name="cemetery.refuse-links", label=_("Écarter la proposition"), run=refuse_links, permission=ARCHIVE, scope=Scope.SELECTION,
        icon="x", applies=_has_hint,
    ),
    Action(
        name="cemetery.link-scan", label=_("Rattacher…"), run=link_scan, permission=ARCHIVE, form=forms.LINK, scope=Scope.RECORD, icon="link",
        help=_("Un papier peut parler de plusieurs tombes."),
    ),
    Action(
        name="cemetery.unlink-scan", label=_("Détacher"), run=unlink, permission=ARCHIVE, scope=Scope.SELECTION, icon="unlink",
    ),
    Action(
        name="cemetery.place-scans", label=_("Dire où est le papier…"), run=place_scans, permission=ARCHIVE, form=forms.PLACE,
        scope=Scope.SELECTION, icon="folder", accept=_("Écrire ce lieu"), help=_("Le même lieu pour tous les papiers sélectionnés."),
    ),
    Action(
        name="cemetery.transcribe-scan", label=_("Transcrire…"), run=transcribe_scan, permission=ARCHIVE, form=forms.TRANSCRIBE,
        scope=Scope.RECORD, icon="pencil",
    ),
    Action(
        name="cemetery.check-transcription", label=_("Relire…"), run=check_transcription, permission=ARCHIVE, form=forms.CHECK,
        scope=Scope.RECORD, icon="check-check", applies=lambda row: bool(row["transcribed"] != "NO"),
    ),
    Action(
        name="cemetery.read-scans", label=_("Lire le texte…"), run=read_waiting, permission=ARCHIVE, form=forms.READ_WORDS,
        scope=Scope.SELECTION, icon="type", applies=_unread,
        help=_("Les mots imprimés deviennent cherchables. L’écriture à la main se transcrit."),
    ),
    Action(
        name="cemetery.copy-scans", label=_("Copier vers un dossier…"), run=copy_scans, permission=READ, form=forms.COPY,
        scope=Scope.SELECTION, icon="download", help=_("Les fichiers d’origine, sous des noms qui se comprennent sans le logiciel."),
    ),
    Action(
        name="cemetery.record-search", label=_("Inscrire une recherche…"), run=search_for, permission=ARCHIVE, form=forms.SEARCH,
        icon="search", help=_("Où, quand et par qui le titre a été cherché\u00a0: la preuve que rien n’a été trouvé."),
    ),
)  # fmt: skip
