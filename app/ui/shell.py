# SPDX-License-Identifier: EUPL-1.2
"""The window: sidebar, top bar, pages that keep their state, status line; and the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app.core.outcome import UserError
from app.core.text import Text
from app.forms.tones import Tone
from app.ui import places, shortcuts
from app.ui.navigation import Places, Sidebar
from app.ui.preferences import Preferences
from app.ui.statusline import StatusLine
from app.ui.strings import _
from app.ui.theme import Theme
from app.ui.today import Facts, Today
from app.ui.topbar import Crumb, TopBar
from app.ui.visits import Visit, Visits
from app.ui.widgets import Separator, Toast

if TYPE_CHECKING:
    from app.forms.page import Params
    from app.ui.agenda import Agenda
    from app.ui.desk import Desk
    from app.ui.palette import Palette

NARROW_UNDER = 1000
"""Below this width (at 100 %) the sidebar collapses by itself."""


class Shell(QMainWindow):
    """The one window. It is shown empty at once; `attach` gives it a dossier."""

    closed = Signal()
    another_asked = Signal()
    """To change dossier."""
    restore_asked = Signal(str)
    """To come back to a backup: its path."""

    def __init__(self, theme: Theme, preferences: Preferences, commune: str = "") -> None:
        super().__init__()
        self.theme = theme
        self.preferences = preferences
        self.desk: Desk | None = None
        self.palette_box: Palette | None = None
        self.visits = Visits()
        self._views: dict[str, QWidget] = {}
        self._toast: Toast | None = None
        self._name = commune
        self._last_in: dict[str, str] = {}
        self.day = Today(preferences, self)
        self.day.agenda_read.connect(self._take_agenda)
        self.day.facts_read.connect(self._take_facts)
        self.day.pages_read.connect(self._unfold)
        self.setMinimumSize(720, 480)
        self._build()
        shortcuts.install(self)
        theme.changed.connect(self._dress_again)
        self.setWindowTitle(f"{commune} – Beffroi" if commune else "Beffroi")
        self._place_window()

    # ------------------------------------------------------------ building

    def _build(self) -> None:
        self.sidebar = Sidebar(self.theme)
        self.topbar = TopBar(self.theme)
        self.status = StatusLine(self.theme)
        self.stack = QStackedWidget()
        self.stack.setProperty("look", "ground")
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.topbar)
        right.addWidget(Separator())
        right.addWidget(self.stack, 1)
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.sidebar)
        middle.addWidget(Separator(vertical=True))
        middle.addLayout(right, 1)
        room = QWidget()
        room.setProperty("look", "ground")
        whole = QVBoxLayout(room)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(middle, 1)
        whole.addWidget(Separator())
        whole.addWidget(self.status)
        self.setCentralWidget(room)
        self.sidebar.chosen.connect(self._choose)
        self.topbar.back_asked.connect(self.go_back)
        self.topbar.search_asked.connect(self.search)
        self.topbar.page_asked.connect(self.open_page)
        self.status.user_asked.connect(self._change_user)
        self.status.backup_asked.connect(lambda: self.open_page(places.BACKUPS))
        self.sidebar.set_commune(self._name, "", None)
        self._fit_sidebar()

    def _place_window(self) -> None:
        kept = self.preferences.get("window")
        if not (isinstance(kept, str) and self.restoreGeometry(QByteArray.fromBase64(kept.encode()))):
            self.resize(1366, 768)

    # ------------------------------------------------------------ a dossier

    def attach(self, desk: Desk) -> None:
        """Work on a dossier from now on."""
        self.desk = desk
        desk.room = self
        desk.began.connect(self.status.watch)
        desk.seen.connect(self._on_seen)
        desk.user_changed.connect(self._on_user)
        self.visits = Visits()
        self._show_places()
        self.status.set_dossier(desk.dossier.name, desk.dossier.readonly)
        self.setWindowTitle(f"{desk.dossier.name} – Beffroi")
        self.open_page(places.HOME)
        self.day.attach(desk)

    def detach(self) -> None:
        """Forget the dossier, before closing it or opening another."""
        if self.desk is None:
            return
        self.day.attach(None)
        self.desk.leave()
        self._drop_views()
        self.sidebar.set_places(Places())
        self.desk.setParent(None)
        self.desk = None

    def _show_places(self) -> None:
        if self.desk is not None:
            self.sidebar.set_places(places.read_places(self.desk.registry, self.desk.user))

    def _unfold(self) -> None:
        """The pages of modules that were read meanwhile join the sidebar."""
        if self.desk is not None:
            found = places.read_places(self.desk.registry, self.desk.user)
            if found != self.sidebar.places:
                self.sidebar.set_places(found)

    def _drop_views(self) -> None:
        for view in self._views.values():
            self.stack.removeWidget(view)
            view.deleteLater()
        self._views.clear()
        self._hush()
        self.palette_box = None

    # ------------------------------------------------------------ going (the desk's `Room`)

    def open_page(self, page: str, record_id: int | None = None, params: Params | None = None) -> None:
        """Show a page, a record in hand."""
        if self.desk is None:
            return
        try:
            name = places.first_page(self.desk.registry, page, self.desk.user)
            view = self.view(name)
        except UserError as fault:
            self.say(fault.message, Tone.WARNING)
            return
        self.visits.go(Visit(name, record_id, dict(params or {})))
        self._show(name, view)
        if record_id is not None or params:
            self._go(view, record_id, params or {})
        if record_id is not None:
            self.day.remember(name, record_id)

    def view(self, name: str) -> QWidget:
        """The widget of a page, made the first time. Raises `UserError`."""
        if self.desk is None:
            raise UserError(_("Aucun dossier n’est ouvert."))
        if name not in self._views:
            made = places.make_view(self.desk, name)
            crumb = getattr(made, "crumb", None)
            if crumb is not None and hasattr(crumb, "connect"):
                crumb.connect(lambda words, page=name: self._add_step(page, words))
            for signal in ("another_asked", "restore_asked"):
                asked = getattr(made, signal, None)
                if asked is not None:
                    asked.connect(getattr(self, signal))
            self._views[name] = made
            self.stack.addWidget(made)
            if name == places.HOME:
                self._tell_home()
        return self._views[name]

    def _show(self, name: str, view: QWidget) -> None:
        assert self.desk is not None
        self.stack.setCurrentWidget(view)
        self._last_in[name.partition(".")[0]] = name
        self._unfold()
        self.sidebar.set_current(places.line_of(self.desk.registry, name))
        self.topbar.set_way(places.crumbs_of(self.desk.registry, name, self.desk.user))
        step = getattr(view, "step", None)
        if isinstance(step, str) and step:
            self._add_step(name, step)
        self.topbar.set_back(self.visits.can_go_back)
        focus = getattr(view, "take_focus", None)
        if callable(focus):
            focus()
        else:
            view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_step(self, page: str, words: str) -> None:
        """A page names what it shows (« octobre 2026 »): the last step of the way."""
        here = self.visits.here
        if self.desk is None or here is None or here.page != page:
            return
        way = places.crumbs_of(self.desk.registry, page, self.desk.user)
        self.topbar.set_way([*way, Crumb(words)] if words else way)

    @staticmethod
    def _go(view: QWidget, record_id: int | None, params: Params) -> None:
        go = getattr(view, "go", None)
        if callable(go):
            go(record_id, params)

    def _choose(self, name: str) -> None:
        """A place leads to the page last seen there; once there, to its first page."""
        here = self.visits.here
        elsewhere = here is None or here.page.partition(".")[0] != name
        self.open_page(self._last_in.get(name, name) if elsewhere else name)

    def go_back(self) -> None:
        """The stop before."""
        self._step(-1)

    def go_forward(self) -> None:
        """The stop after."""
        self._step(1)

    def _step(self, by: int) -> None:
        stop = self.visits.step(by)
        if stop is None or self.desk is None:
            return
        visit, untouched = stop
        view = self.view(visit.page)
        self._show(visit.page, view)
        if not untouched and (visit.id is not None or visit.params):
            self._go(view, visit.id, visit.params)

    def next_page(self, by: int) -> None:
        """The page beside, in the order of the sidebar."""
        here = self.visits.here
        if self.desk is None or here is None:
            return
        order = [
            entry for place in places.read_places(self.desk.registry, self.desk.user).all()
            for entry in ([page.name for page in place.entries] or [place.name])
        ]
        if here.page in order:
            self.open_page(order[(order.index(here.page) + by) % len(order)])

    def search(self) -> None:
        """Open the search palette."""
        if self.desk is None:
            return
        from app.ui.palette import Palette

        if self.palette_box is None:
            self.palette_box = Palette(self.desk, self)
        self.palette_box.appear()

    def toggle_sidebar(self) -> None:
        """Collapse the sidebar to icons, or bring it back; the choice is kept."""
        self.preferences.put("sidebar", "wide" if self.sidebar.narrow else "narrow")
        self._fit_sidebar()

    def zoom(self, step: int) -> None:
        """Letters larger (1), smaller (-1) or at 100 % (0)."""
        percent = 100 if step == 0 else self.theme.percent + 10 * step
        self.theme.choose(self.theme.scheme, percent)
        self.preferences.put("font", self.theme.percent)

    # ------------------------------------------------------------ saying

    def say(
        self, text: Text, tone: Tone, button: Text = "", pressed: Callable[[], object] | None = None
    ) -> None:
        """Say a sentence at the foot of the window; it takes the place of the one before."""
        self._hush()
        self._toast = Toast(self.theme, text, tone, self, button, pressed)
        self._toast.appear(self.height() - self.theme.size("status") - self.theme.px(16))

    def _hush(self) -> None:
        if self._toast is not None:
            self._toast.hide()
            self._toast.deleteLater()
            self._toast = None

    def refresh_facts(self) -> None:
        """Read again what the frame of the window shows (after a backup)."""
        self.day.ask_facts()

    def _tell_home(self) -> None:
        home = self._views.get(places.HOME)
        if home is not None and self.day.agenda is not None:
            home.set_agenda(self.day.agenda)  # type: ignore[attr-defined]

    def _take_agenda(self, agenda: Agenda) -> None:
        self._unfold()
        counts = agenda.counts()
        self.sidebar.set_counts({places.HOME: sum(counts.values()), **counts})
        self._tell_home()

    def _take_facts(self, facts: Facts) -> None:
        if self.desk is None:
            return
        commune = facts.commune
        self.sidebar.set_commune(commune.name, commune.people, commune.arms)
        self.status.set_user(self.desk.user, facts.users)
        self.status.set_backup(facts.backup, facts.backup_is_late)

    def _on_seen(self, page: str, record_id: int) -> None:
        self.visits.see(page, record_id)
        self.day.remember(page, record_id)

    # ------------------------------------------------------------ users, theme, size, end

    def _change_user(self, name: str) -> None:
        if self.desk is None:
            return
        if not name:
            self.open_page(places.USERS)
        elif name != self.desk.user.name:
            self.desk.sign_in(name)
            self.say(_("{name} travaille maintenant.", name=self.desk.user.display_name or name), Tone.SUCCESS)

    def _on_user(self) -> None:
        """Other rights: the pages are made again."""
        self._drop_views()
        self._last_in.clear()
        self._show_places()
        self.visits = Visits()
        self.open_page(places.HOME)
        self.day.ask_all()

    def _dress_again(self) -> None:
        """Another theme or size: everything is made again at the new measure, on the same page."""
        here = self.visits.here
        self._drop_views()
        self._build()
        if self.desk is None:
            return
        self.status.set_dossier(self.desk.dossier.name, self.desk.dossier.readonly)
        self._show_places()
        if here is not None:
            view = self.view(here.page)
            self._show(here.page, view)
            if here.id is not None or here.params:
                self._go(view, here.id, here.params)
        self.day.ask_all()

    def _fit_sidebar(self) -> None:
        kept = self.preferences.get("sidebar")
        small = self.width() < self.theme.px(NARROW_UNDER)
        self.sidebar.set_narrow(kept == "narrow" or (small and kept != "wide"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_sidebar()
        if self.palette_box is not None:
            self.palette_box.fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        # Coming back the next morning: the day's tasks are another day's.
        back = event.type() == QEvent.Type.ActivationChange and self.isActiveWindow()
        if back and self.day.is_yesterday:
            self.day.ask_soon()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.BackButton:
            self.go_back()
        elif event.button() == Qt.MouseButton.ForwardButton:
            self.go_forward()
        else:
            super().mousePressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        from app.ui.operation import running

        if running():
            self.say(_("Un travail est en cours\u00a0: attendez sa fin ou interrompez-le avant de quitter."), Tone.WARNING)
            event.ignore()
            return
        self.preferences.put("window", self.saveGeometry().toBase64().toStdString())
        super().closeEvent(event)
        self.closed.emit()
