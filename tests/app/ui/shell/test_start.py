# SPDX-License-Identifier: EUPL-1.2
"""From nothing to a window at work; faults said calmly; the window before the database."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.outcome import EnvironmentProblem, UserError
from app.ui.errors import BugDialog, Faults, impersonal_report
from app.ui.language import speak_french
from app.ui.preferences import Preferences
from app.ui.shell import Shell
from app.ui.start import Opening, usual_user
from app.ui.theme import Theme
from app.ui.welcome import CreateDialog, folder_for
from app.ui.widgets import Button, Toast
from tests.app.ui.shell.conftest import settle

PAINTED_FIRST = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from app.ui.preferences import Preferences
from app.ui import start
app = start.make_application([])
opening = start.Opening(app, Preferences())
opening._enter = lambda path, write: QTimer.singleShot(0, look)
def look():
    heavy = [name for name in ("sqlalchemy", "alembic", "reportlab", "openpyxl") if name in sys.modules]
    print("visible" if opening.shell.isVisible() else "hidden", heavy)
    app.exit()
opening.begin(Path(sys.argv[1]))
app.exec()
"""


@pytest.fixture
def opening(qapp: QApplication, tmp_path: Path) -> Iterator[Opening]:
    """The start of the program, with its own preferences."""
    made = Opening(qapp, Preferences(tmp_path / "preferences.json"))
    made.theme.animated = False
    yield made
    house = made.house
    if house is not None:
        house.dossier.store.wrote = False
    made.close_house()
    for window in (made.shell, made.welcome):
        if window is not None:
            window.close()


def test_the_window_is_painted_before_the_database_is_imported(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PAINTED_FIRST, str(tmp_path)], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stdout.strip() == "visible []", done.stderr


def test_without_a_dossier_the_welcome_is_shown(opening: Opening) -> None:
    opening.begin(None)
    assert opening.welcome is not None
    assert opening.welcome.isVisible()


def test_a_dossier_is_created_opened_and_found_again(opening: Opening, qtbot: QtBot, tmp_path: Path) -> None:
    opening.begin(None)
    opening.create(str(tmp_path / "commune"), "Ecquevilly")
    qtbot.waitUntil(lambda: opening.shell is not None and opening.shell.desk is not None, timeout=30_000)
    settle(qtbot)
    assert opening.shell is not None
    assert opening.shell.windowTitle() == "Ecquevilly – Beffroi"
    assert [name for _path, name in opening.recents()] == ["Ecquevilly"]
    opening.change_dossier()
    assert opening.welcome is not None
    assert opening.welcome.isVisible()


def test_a_folder_that_is_no_dossier_is_said(opening: Opening, qtbot: QtBot, tmp_path: Path) -> None:
    opening.open(tmp_path / "nothing")
    qtbot.waitUntil(lambda: opening.welcome is not None and opening.welcome.isVisible(), timeout=10_000)
    assert opening.welcome is not None
    assert "n’est pas un dossier de Beffroi" in opening.welcome.said.text()


def test_a_dossier_in_use_is_offered_for_reading(opening: Opening, qtbot: QtBot, tmp_path: Path) -> None:
    from app.house import enter

    first = enter(tmp_path / "commune", create_as="Ecquevilly")
    try:
        opening.open(tmp_path / "commune")
        qtbot.waitUntil(lambda: opening.welcome is not None and opening.welcome.isVisible(), timeout=10_000)
        assert opening.welcome is not None
        offered = [b for b in opening.welcome.findChildren(Button) if b.text() == "Ouvrir en consultation"]
        offered[0].click()
        qtbot.waitUntil(lambda: opening.shell is not None and opening.shell.desk is not None, timeout=10_000)
        settle(qtbot)
        assert opening.shell is not None
        assert "consultation" in opening.shell.status._dossier.accessibleName()
    finally:
        first.dossier.store.wrote = False
        first.dossier.close()


def test_a_place_is_proposed_from_the_name(qapp: QApplication, theme: Theme, qtbot: QtBot) -> None:
    assert folder_for("Saint-Aubin-des-Prés").name == "saint-aubin-des-pres"
    dialog = CreateDialog(theme)
    qtbot.addWidget(dialog)
    assert not dialog.accept_button.isEnabled()
    dialog.name.setText("L’Île-d’Yeu")
    assert dialog.path.text().endswith("l-ile-d-yeu")
    assert dialog.accept_button.isEnabled()


def test_the_clerk_is_the_usual_user() -> None:
    from app.store.users import UserFacts

    users = [UserFacts(1, "mairie", (), role="administrator"), UserFacts(2, "roy", (), role="secretary")]
    assert usual_user(users) == "roy"
    assert usual_user(users[:1]) == "mairie"


# ---------------------------------------------------------------- language


def test_qt_speaks_french(qapp: QApplication) -> None:
    assert speak_french(qapp)
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Annuler"
    assert QLocale().language() == QLocale.Language.French


# ---------------------------------------------------------------- faults


def test_a_report_holds_no_name_of_a_person() -> None:
    try:
        {"Zoé MOREL": 1}["Hélène MOREL"]
    except KeyError as fault:
        report = impersonal_report(fault)
    assert "MOREL" not in report
    assert "KeyError" in report
    assert "test_start.py" in report


def test_a_users_fault_is_said_at_the_foot_and_a_bug_in_a_dialog(shell: Shell, theme: Theme, qtbot: QtBot) -> None:
    faults = Faults(theme, lambda: shell)
    faults._sort(UserError("Ce mois est déjà validé."))
    assert [t.accessibleName() for t in shell.findChildren(Toast) if t.isVisible()] == ["Ce mois est déjà validé."]
    faults._sort(EnvironmentProblem("Le disque est plein."))
    assert [t.accessibleName() for t in shell.findChildren(Toast) if t.isVisible()] == ["Le disque est plein."]
    faults._sort(ZeroDivisionError("x"))
    faults._sort(ZeroDivisionError("y"))
    shown = [d for d in shell.findChildren(BugDialog) if d.isVisible()]
    assert len(shown) == 1
    shown[0].accept()
