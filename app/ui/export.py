# SPDX-License-Identifier: EUPL-1.2
"""Writes what a list shows, as it shows it: same rows, same columns, same order, typed cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from app.core.people import key1
from app.forms.fields import Field, Tone
from app.forms.listing import Listing
from app.forms.page import Column
from app.ui.operation import host_of
from app.ui.strings import _, _n

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.ui.table import ListPane

KINDS = {
    "xlsx": _("Classeur Excel (*.xlsx)"),
    "ods": _("Classeur LibreOffice (*.ods)"),
    "csv": _("Texte séparé par des points-virgules (*.csv)"),
}


@dataclass(frozen=True)
class Exported:
    """What was written, and where."""

    path: Path
    count: int


def cell_of(of: Field[Any], value: Any) -> object:
    """The value as a spreadsheet holds it: numbers and days stay numbers and days, the rest as it reads."""
    if value is None or isinstance(value, bool | Decimal | datetime | date | time):
        return value
    return value if isinstance(value, int) and of.align == "right" else of.show(value)


def write_listing(session: Session, listing: Listing, columns: Sequence[Column], path: Path) -> Exported:
    """Write every row of a listing at `path`, the format by its extension."""
    from app.exchange.writer import write_table

    rows = listing.page(session)
    cells = ([cell_of(c.field, row.get(c.name)) for c in columns] for row in rows)
    write_table(path, [str(c.field.label) for c in columns], cells, sheet=str(listing.table.title))
    return Exported(path, len(rows))


def suggested_name(pane: ListPane) -> str:
    """« Factures 2026-11-23.xlsx »: no personal data in a file's name."""
    words = " ".join(key1(str(pane.table.title)).lower().split()) or "liste"
    return f"{words} {pane.desk.clock.today().isoformat()}.xlsx"


def export(pane: ListPane) -> QFileDialog:
    """Ask where, then write in the background."""
    dialog = QFileDialog(host_of(pane.desk), str(_("Exporter ce que l’on voit")))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters([str(kind) for kind in KINDS.values()])
    folder = pane.desk.preferences.get("export-folder") or str(Path.home())
    dialog.setDirectory(str(folder))
    dialog.selectFile(suggested_name(pane))
    dialog.filterSelected.connect(lambda chosen: _follow_kind(dialog, chosen))
    dialog.fileSelected.connect(lambda chosen: _chosen(pane, dialog, Path(chosen)))
    dialog.open()
    return dialog


def _follow_kind(dialog: QFileDialog, chosen: str) -> None:
    kind = next((k for k, said in KINDS.items() if str(said) == chosen), "xlsx")
    dialog.setDefaultSuffix(kind)
    files = dialog.selectedFiles()
    if files:
        dialog.selectFile(Path(files[0]).with_suffix(f".{kind}").name)


def _chosen(pane: ListPane, dialog: QFileDialog, path: Path) -> None:
    if path.suffix.lower().lstrip(".") not in KINDS:
        chosen = next((k for k, said in KINDS.items() if str(said) == dialog.selectedNameFilter()), "xlsx")
        path = path.with_name(f"{path.name}.{chosen}")
    pane.desk.preferences.put("export-folder", str(path.parent))
    export_to(pane, path)


def export_to(pane: ListPane, path: Path, then: Callable[[Exported], object] | None = None) -> None:
    """Write what the list shows at `path`, then say so."""
    listing, columns, desk = pane.listing, pane.shown_columns(), pane.desk

    def said(done: Exported) -> None:
        folder = QUrl.fromLocalFile(str(done.path.parent))
        desk.notify(
            _n("{n} ligne exportée dans «\u00a0{name}\u00a0».", "{n} lignes exportées dans «\u00a0{name}\u00a0».",
               done.count, name=done.path.name),
            Tone.SUCCESS, _("Ouvrir le dossier"), lambda: QDesktopServices.openUrl(folder),
        )
        if then is not None:
            then(done)

    desk.query(lambda session: write_listing(session, listing, columns, path), said)
