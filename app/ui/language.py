# SPDX-License-Identifier: EUPL-1.2
"""Qt speaks French too: its own buttons, menus and dialogs, and the way it writes numbers and dates."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

CATALOGUES = ("qtbase_fr",)


def speak_french(app: QApplication) -> bool:
    """Load Qt's French strings; False when they are not on this machine (Qt then speaks English)."""
    QLocale.setDefault(QLocale(QLocale.Language.French, QLocale.Country.France))
    folders = [QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath), str(_beside())]
    loaded = 0
    for name in CATALOGUES:
        translator = QTranslator(app)
        if any(translator.load(name, folder) for folder in folders):
            app.installTranslator(translator)
            loaded += 1
    return loaded == len(CATALOGUES)


def _beside() -> Path:
    """Where the wheels put them, whatever the library says."""
    import PySide6

    return Path(PySide6.__file__ or "").parent / "Qt" / "translations"
