# SPDX-License-Identifier: EUPL-1.2
"""The pages of settings, the journal, the help: what they show, what they save, what they refuse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from app.core.outcome import UserError
from app.store.uow import setting
from app.ui import places
from app.ui.acts import names_of, tell
from app.ui.desk import Desk
from app.ui.journal import JournalView
from app.ui.settings.backups import BackupsView
from app.ui.settings.base import size_words
from app.ui.settings.commune import CommuneView, read_picture
from app.ui.settings.display import DisplayView
from app.ui.settings.modules import ModulesView
from app.ui.settings.users import UsersView, add_user, change_user, free_name
from app.ui.shell import Shell
from app.ui.widgets import Button, Label
from tests.app.ui.shell.conftest import settle


def page(shell: Shell, qtbot: QtBot, name: str) -> Any:
    """The page of that name, shown and filled."""
    shell.open_page(name)
    settle(qtbot)
    return shell.view(name)


def kept(desk: Desk, name: str) -> Any:
    """The stored value of a setting."""
    with desk.store.read() as session:
        return setting(session, name)


def dialog() -> QDialog:
    """The dialog that is shown."""
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible())


def press(widget: Any, text: str) -> None:
    """Press the button that says this."""
    next(button for button in widget.findChildren(Button) if button.text() == text and button.isVisibleTo(widget)).click()


# ---------------------------------------------------------------- the commune


def test_the_identity_is_saved_and_shown_at_once(shell: Shell, desk: Desk, qtbot: QtBot) -> None:
    view: CommuneView = page(shell, qtbot, "settings.commune")
    form = view.form
    assert not form.button.isEnabled()
    form.view.rows["commune.name"].editor.set_value("Ecquevilly")
    form.view.rows["commune.opening_hours"].editor.set_value("Lundi 9 h – 12 h")
    form.view.changed.emit()
    assert form.button.isEnabled()
    form.save()
    settle(qtbot)
    assert kept(desk, "commune.name") == "Ecquevilly"
    assert kept(desk, "commune.opening_hours") == "Lundi 9 h – 12 h"
    assert not form.button.isEnabled()
    assert shell.sidebar._name.accessibleName() == "Ecquevilly"


def test_a_wrong_postcode_is_said_beside_the_field(shell: Shell, desk: Desk, qtbot: QtBot) -> None:
    view: CommuneView = page(shell, qtbot, "settings.commune")
    view.form.view.rows["commune.postcode"].editor.set_draft("9912")
    from PySide6.QtWidgets import QLineEdit

    target = view.form.view.rows["commune.postcode"].editor.target()
    assert isinstance(target, QLineEdit)
    target.setText("9912")
    view.form.save()
    assert "09912" in view.form.view.rows["commune.postcode"].fault.text()
    assert kept(desk, "commune.postcode") is None


def test_what_was_typed_survives_another_page(shell: Shell, desk: Desk, qtbot: QtBot) -> None:
    view: CommuneView = page(shell, qtbot, "settings.commune")
    view.form.view.rows["commune.mayor"].editor.set_value("Anne Delmas")
    view.form.view.changed.emit()
    page(shell, qtbot, places.HOME)
    desk.operate("Autre réglage", lambda work: work.put_setting("toy.delay", 12))
    settle(qtbot)
    view = page(shell, qtbot, "settings.commune")
    assert view.form.view.rows["commune.mayor"].editor.value() == "Anne Delmas"


def test_arms_are_kept_in_the_archive_and_shown(shell: Shell, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    from PySide6.QtGui import QImage

    path = tmp_path / "blason.png"
    image = QImage(40, 48, QImage.Format.Format_RGB32)
    image.fill(0x3366CC)
    image.save(str(path))
    view: CommuneView = page(shell, qtbot, "settings.commune")
    view._keep(read_picture(path))
    settle(qtbot)
    assert shell.sidebar.arms._picture is not None
    view._keep(None)
    settle(qtbot)
    assert shell.sidebar.arms._picture is None


def test_a_picture_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "blason.png"
    path.write_bytes(b"not a picture")
    with pytest.raises(UserError, match="pas une image"):
        read_picture(path)
    with pytest.raises(UserError, match="ni PNG"):
        read_picture(tmp_path / "blason.webp")


# ---------------------------------------------------------------- the others


def test_a_theme_is_chosen_and_kept_on_this_computer(shell: Shell, qtbot: QtBot) -> None:
    view: DisplayView = page(shell, qtbot, "settings.display")
    view.themes["dark"].click()
    settle(qtbot)
    assert shell.preferences.get("theme") == "dark"
    assert shell.topbar.title == "Affichage"
    view = page(shell, qtbot, "settings.display")
    assert view.themes["dark"].isChecked()
    view.themes["light"].click()
    settle(qtbot)


def test_module_settings_are_saved_in_the_dossier(shell: Shell, desk: Desk, qtbot: QtBot) -> None:
    view: ModulesView = page(shell, qtbot, "settings.modules")
    shown = [label.text() for label in view.findChildren(Label)]
    assert "broken" in shown
    form = view.forms[0]
    form.view.rows["toy.delay"].editor.set_value(45)
    form.view.changed.emit()
    form.save()
    settle(qtbot)
    assert kept(desk, "toy.delay") == 45


def test_a_user_is_added_from_the_window(shell: Shell, desk: Desk, qtbot: QtBot) -> None:
    view: UsersView = page(shell, qtbot, places.USERS)
    view.add.click()
    settle(qtbot)
    sheet: Any = dialog()
    sheet.form.rows["display_name"].editor.set_value("Claire Roy")
    sheet.form.rows["role"].editor.set_value("secretary")
    sheet.submit()
    settle(qtbot)
    assert "Claire Roy" in [label.text() for label in view.findChildren(Label)]
    assert [u.name for u in desk.store.users() if u.display_name == "Claire Roy"] == ["claire.roy"]


def test_names_of_users_are_free_and_well_formed() -> None:
    assert free_name(["claire.roy"], "Claire Roy") == "claire.roy2"
    assert free_name([], "Œuvrard-Lévy Zoé") == "oeuvrard.levy.zoe"
    assert free_name([], "1er adjoint") == "agent.1er.adjoint"


def test_the_last_administrator_stays(desk: Desk) -> None:
    values: dict[str, Any] = {"id": desk.user.id, "display_name": "Mairie"}
    with desk.store.work("Essai") as work:
        with pytest.raises(UserError, match="au moins un administrateur"):
            change_user(work, role="agent", active=True, **values)
        work.session.rollback()
    with desk.store.work("Essai") as work:
        add_user(work, display_name="Autre", role="administrator")
        with pytest.raises(UserError, match="changez d’utilisateur"):
            change_user(work, role="administrator", active=False, **values)


def test_a_backup_is_made_listed_and_said(shell: Shell, desk: Desk, qtbot: QtBot) -> None:
    view: BackupsView = page(shell, qtbot, places.BACKUPS)
    assert shell.status.backup.text() == "Jamais sauvegardé"
    view.now.click()
    settle(qtbot)
    assert len(list((desk.dossier.path / "backups").glob("*.sqlite"))) == 1
    assert shell.status.backup.text() == "Sauvegardé aujourd’hui à 9\u00a0h"
    asked: list[str] = []
    shell.restore_asked.connect(asked.append)
    press(view, "Restaurer…")
    press(dialog(), "Revenir à cette sauvegarde")
    assert len(asked) == 1


def test_the_data_page_says_where_and_how_much(shell: Shell, desk: Desk, qtbot: QtBot) -> None:
    view = page(shell, qtbot, "settings.data")
    shown = [label.text() for label in view.findChildren(Label)]
    assert str(desk.dossier.path) in shown
    view.check.click()
    settle(qtbot)


def test_sizes_are_said_for_people() -> None:
    assert size_words(340) == "340\u00a0o"
    assert size_words(2_500) == "2,5\u00a0ko"
    assert size_words(12_500_000) == "12\u00a0Mo"


# ---------------------------------------------------------------- the journal


def test_the_journal_tells_what_changed_and_undoes_it(shell: Shell, desk: Desk, qtbot: QtBot) -> None:
    from app.forms.records import save
    from app.store.models import User
    from tests.app.ui.toy import DISPLAY

    write = save(User, (DISPLAY,), "toy.edit", "toy.people")
    desk.operate("Correction d’un nom", lambda work: write(work, id=2, display_name="Aubert Zoé"))
    settle(qtbot)
    view: JournalView = page(shell, qtbot, places.JOURNAL)
    settle(qtbot)
    shown = [label.text() for label in view.findChildren(Label)]
    assert "Correction d’un nom" in shown
    assert "Nom affiché\u00a0: Aubert Jade → Aubert Zoé" in shown
    press(view, "Annuler cette opération…")
    press(dialog(), "Annuler l’opération")
    settle(qtbot)
    with desk.store.read() as session:
        user = session.get(User, 2)
        assert user is not None
        assert user.display_name == "Aubert Jade"


def test_an_operation_that_is_gone_is_none(desk: Desk) -> None:
    with desk.store.read() as session:
        assert tell(session, 9999, names_of(desk.registry)) is None


# ---------------------------------------------------------------- the texts of the papers


def test_a_text_is_reworded_then_goes_back(shell: Shell, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.documents import wording

    originals = {"letter": ("Lettre", "Bonjour {nom}, merci.")}
    monkeypatch.setattr(wording, "_originals", lambda package: originals if package == "app.core" else {})
    view = page(shell, qtbot, "settings.papers")
    assert view.list.count() >= 1
    view.text.setPlainText("Chère {nom}, merci.")
    settle(qtbot)
    view.save()
    settle(qtbot)
    assert kept(desk, "core.wording.letter") == "Chère {nom}, merci."
    assert view.original.isEnabled()
    view.text.setPlainText("Bonjour {prenom}")
    qtbot.wait(400)
    assert view.fault.text()
    assert not view.save_button.isEnabled()
    view.text.setPlainText("Chère {nom}, merci.")
    view.back_to_original()
    settle(qtbot)
    assert kept(desk, "core.wording.letter") is None
    assert view.text.toPlainText() == "Bonjour {nom}, merci."
    # The preview asked by the last change is drawn while this text is still among the wordings.
    qtbot.wait(600)
    settle(qtbot)
