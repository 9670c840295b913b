# SPDX-License-Identifier: EUPL-1.2
"""What the reader of registers writes: a line linked, corrected, taken away, read again; the whole text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.core.outcome import Report, UserError
from app.forms.fields import Tone
from modules.cemetery.services.link_scan import change_link, link_scan, unlink
from modules.cemetery.services.transcribe_scan import check_line, transcribe_scan
from modules.cemetery.strings import _
from modules.cemetery.ui.register_reader_facts import Line, one, resolved
from modules.cemetery.ui.register_reader_panel import TARGETS

if TYPE_CHECKING:
    from app.store.uow import Work
    from modules.cemetery.ui.register_reader import RegisterReader

CHECK = "cemetery.check-transcription"


class LineActs:
    """The acts on the line in hand of a page."""

    def __init__(self, page: RegisterReader) -> None:
        self.page, self.desk = page, page.desk
        self._adds = False
        self._written: Line | None = None

    def save(self) -> None:
        """Link the line in hand, or write it again."""
        page = self.page
        line, paper = page.line, page.paper
        if line is None or paper is None or not self.page.may_write:
            return
        typed, (reading, details) = self.page.panel.targets(), self.page.panel.told()
        given: dict[str, Any] = {"frame": line.box, "reading": reading, "details": details}

        def act(work: Work) -> Report:
            ids = {field.name: resolved(work.session, field, typed[field.name]) for field in TARGETS}
            if line.id is not None:
                return change_link(
                    work, id=line.id, version=line.version, plot=ids["plot"], concession=ids["concession"], deceased=ids["deceased"], **given
                )
            return link_scan(
                work, id=paper.id, page=line.page, plots=one(ids["plot"]), concessions=one(ids["concession"]), deceased=one(ids["deceased"]),
                **given,
            )  # fmt: skip

        self._adds, self._written = line.id is None, line
        label = _("Ligne rattachée") if line.id is None else _("Ligne relue et corrigée")
        self.desk.operate(label, act, self._saved, action="cemetery.link-scan", failed=self._not_saved)

    def _saved(self, report: Report) -> None:
        said = _("Ligne rattachée.") if self._adds else report.summary
        written, self._written = self._written, None
        if self.page.line is not written and not self._adds:
            # One has gone on to another line meanwhile: it stays in hand.
            self.desk.notify(said)
            self.page.reload()
            return
        self.page.linked(next(iter(report.facts.get("links", ())), None), said)

    def _not_saved(self, fault: Exception) -> None:
        if isinstance(fault, UserError):
            name = {"plots": "concession"}.get(fault.field or "", fault.field)
            if not self.page.panel.say_fault(name, fault.message):
                self.desk.notify(fault.message, Tone.WARNING)
            return
        from app.ui.operation import tell

        tell(self.desk, fault)

    def remove(self) -> None:
        """Take the line in hand away; it can be undone in the journal."""
        line = self.page.line
        if line is None or not self.page.may_write:
            return
        if line.id is None:
            self.page.drop_draft()
            self.page.view.setFocus()
            return
        ids, self._adds, self._written = (line.id,), False, line
        self.page.panel.is_changed = False
        self.desk.operate(_("Ligne détachée"), lambda work: unlink(work, ids=ids), self._saved, action="cemetery.unlink-scan")

    def check(self) -> None:
        """The second reader's yes to the line in hand."""
        line = self.page.line
        if line is not None and line.id is not None:
            number = line.id
            self.desk.operate(_("Ligne relue"), lambda work: check_line(work, id=number), self._checked)

    def _checked(self, report: Report) -> None:
        self.desk.notify(report.summary)
        self.page.reload()

    def save_words(self) -> None:
        """Keep the whole text."""
        paper = self.page.paper
        if paper is None or not self.page.may_write:
            return
        number, text = paper.id, self.page.panel.words.toPlainText()
        self.page.panel.words_changed = False
        self.desk.operate(
            _("Transcription"), lambda work: transcribe_scan(work, id=number, transcription=text), self._checked,
            action="cemetery.transcribe-scan",
        )  # fmt: skip

    def check_words(self) -> None:
        """The second reader's yes to the whole text."""
        if self.page.paper is not None:
            self.desk.run(CHECK, {"id": self.page.paper.id})
