# SPDX-License-Identifier: EUPL-1.2
"""An action as its button does it: the right, the form, what it would do, the question, the work, the report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.core.outcome import FormErrors, NeedsConfirmation, Report, UserError
from app.core.progress import Cancelled
from app.core.text import Msg, Text
from app.forms.fields import Tone
from app.forms.page import Action, Scope
from app.ui.drafts import drafts_of
from app.ui.form import FormView
from app.ui.operation import Latest, Operation, host_of, tell
from app.ui.report import show_report
from app.ui.sheet import Sheet
from app.ui.strings import _
from app.ui.widgets import Button, Label, clear_layout, plain_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.store.uow import Work
    from app.ui.desk import Desk

_PAUSE_MS = 250
Then = Callable[[Report], object]


def run(
    desk: Desk, action: str | Action, context: Mapping[str, Any] | None = None, then: Then | None = None
) -> Sheet | None:
    """Run an action on a context (`id`, `ids`, parameters of the page); `then(report)` once it is done.

    Answers the dialog that it shows, if it shows one at once.
    """
    act = desk.registry.action(action) if isinstance(action, str) else action
    if not desk.can(act.permission):
        desk.notify(_("Vous n’avez pas le droit de faire cela. Demandez à la personne qui administre le dossier."), Tone.WARNING)
        return None
    run_of = ActionRun(desk, act, scoped(act, context or {}), then)
    if act.fields:
        sheet = ActionSheet(run_of)
        sheet.present()
        return sheet
    if act.confirm is not None:
        confirm = act.confirm
        desk.query(lambda session: confirm(session, run_of.target), run_of.ask_or_start)
        return None
    run_of.start(dict(run_of.target))
    return None


def scoped(action: Action, context: Mapping[str, Any]) -> dict[str, Any]:
    """The context with `id` or `ids` as the action's scope wants them."""
    values = dict(context)
    ids = tuple(values.pop("ids", ()) or ())
    record_id = values.pop("id", None)
    if action.scope is Scope.RECORD:
        values["id"] = record_id if record_id is not None else (ids[0] if ids else None)
    elif action.scope is Scope.SELECTION:
        values["ids"] = ids or ((record_id,) if record_id is not None else ())
    elif record_id is not None:
        # The record from which a page's action was called: its form may begin with it.
        values["record"] = record_id
    return values


class ActionRun:
    """One running of an action, from the first question to the report."""

    def __init__(self, desk: Desk, action: Action, context: dict[str, Any], then: Then | None) -> None:
        self.desk, self.action, self.context, self.then = desk, action, context, then
        self.title = plain_name(action.label)
        self.verb: Text = plain_name(action.accept) or self.title
        """The word of the button that does it."""
        self.target: dict[str, Any] = {name: context[name] for name in ("id", "ids") if name in context}
        self._operation: Operation | None = None

    @property
    def refusal(self) -> Msg:
        """The word of the button that leaves; « Annuler » beside « Annuler le paiement » would say two things."""
        annul = str(_("Annuler"))
        return _("Ne rien faire") if str(self.verb).startswith(annul) else _("Annuler")

    # ------------------------------------------------------------ without a form

    def ask_or_start(self, question: Text | None) -> None:
        """Ask when there is something to ask, else go."""
        if question is None:
            self.start(dict(self.target))
        else:
            self.ask(question, lambda: self.start(dict(self.target)))

    def ask(self, question: Text, accepted: Callable[[], object]) -> None:
        """One question in a dialog of its own."""
        sheet = Sheet(self.desk, self.title, width=480)

        def go() -> None:
            sheet.discard()
            accepted()

        sheet.ask(question, self.verb, go, no=_("Ne rien faire"), back=sheet.discard)
        sheet.open()

    # ------------------------------------------------------------ the work

    def start(
        self, values: Mapping[str, Any], confirmed: frozenset[str] = frozenset(), sheet: ActionSheet | None = None
    ) -> Operation:
        """Do it on the writer thread; `sheet` hosts the progress and hears the faults."""

        def act(work: Work) -> Report:
            return self.action.run(work, **values)

        def failed(fault: Exception) -> None:
            self._failed(fault, values, confirmed, sheet)

        self._operation = self.desk.operate(
            self.title, act, lambda report: self._done(report, sheet), action=self.action.name, failed=failed,
            undoable=not self.action.legal, confirmed=confirmed, host=sheet or host_of(self.desk),
        )
        return self._operation

    def _done(self, report: Report, sheet: ActionSheet | None) -> None:
        if sheet is not None:
            sheet.finish()
        if self.action.opens and report.records and not report.refusals:
            self.desk.open(report.records[0])
        if self.then is not None:
            self.then(report)
        if report.refusals or report.notes:
            show_report(self.desk, self.title, report)
        elif str(report.summary) or not self.action.opens:
            # An act that only leads somewhere (« Montrer sur le plan ») has nothing more to say.
            self._say(report)

    def _say(self, report: Report) -> None:
        operation_id = self._operation.operation_id if self._operation is not None else None
        if operation_id is None or self.action.legal:
            show_report(self.desk, self.title, report)
        else:
            offer_undo(self.desk, report.summary or _("C’est fait."), operation_id)

    def _failed(
        self, fault: Exception, values: Mapping[str, Any], confirmed: frozenset[str], sheet: ActionSheet | None
    ) -> None:
        if isinstance(fault, NeedsConfirmation):
            again = confirmed | {fault.key}
            if sheet is not None:
                sheet.release()
                sheet.ask(fault.message, self.verb, lambda: sheet.go(values, again))
            else:
                self.ask(fault.message, lambda: self.start(values, again))
        elif sheet is not None and isinstance(fault, UserError | Cancelled):
            sheet.release()
            sheet.back_to_front()
            sheet.say_refused(fault)
        else:
            if sheet is not None:
                sheet.release()
            tell(self.desk, fault)


def offer_undo(desk: Desk, summary: Text, operation_id: int) -> None:
    """Say that it is done, with « Annuler » when the act can still be undone."""
    from app.ui.undoing import can_be_undone, undo

    def said(possible: bool) -> None:
        if possible:
            desk.notify(summary, Tone.SUCCESS, _("Annuler"), lambda: undo(desk, operation_id))
        else:
            desk.notify(summary, Tone.SUCCESS)

    desk.query(lambda session: can_be_undone(session, operation_id), said)


class ActionSheet(Sheet):
    """The form of an action, what it would do, and its button; questions come in its place."""

    def __init__(self, run_of: ActionRun) -> None:
        action = run_of.action
        super().__init__(run_of.desk, run_of.title, action.help)
        self.run_of = run_of
        self.place = f"action:{action.name}:{run_of.target.get('id', '')}"
        self._drafts = drafts_of(self.desk)
        self._typed = False
        self._reads = Latest(self.desk)
        self.form = FormView(self.desk, action.form, self._known())
        self.body.addWidget(self.form)
        self.box = QFrame()
        self.box.setProperty("look", "panel")
        self.said = QVBoxLayout(self.box)
        pad = self.theme.px(12)
        self.said.setContentsMargins(pad, self.theme.px(10), pad, self.theme.px(10))
        self.said.setSpacing(self.theme.px(4))
        self.box.hide()
        self.body.addWidget(self.box)
        self.body.addStretch(1)
        self.cancel = self.add_button(run_of.refusal, self.reject)
        self.accept_button = self.add_button(run_of.verb, self.submit, primary=True)
        self.form.changed.connect(self._changed)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self._begin()

    # ------------------------------------------------------------ first values

    def _known(self) -> dict[str, Any]:
        names = {field.name for field in self.form_fields}
        return {name: value for name, value in self.run_of.context.items() if name in names}

    @property
    def form_fields(self) -> Sequence[Any]:
        """The fields of the action."""
        return self.run_of.action.fields

    def _begin(self) -> None:
        start = self.run_of.action.form.start
        if start is None:
            self._ready({})
        else:
            self.accept_button.setEnabled(False)
            context = dict(self.run_of.context)
            Latest(self.desk).ask(lambda session: start(session, context), self._ready, self._refused)

    def _ready(self, first: Mapping[str, Any]) -> None:
        self.accept_button.setEnabled(True)
        values: dict[str, Any] = {**self._known(), **first}
        self.form.load(values)
        draft = self._drafts.get(self.place)
        if draft:
            self.form.set_drafts(draft)
            self._typed = True
            self._offer_fresh(first)
        self.form.focus_first()
        self._look()
        self.fit()

    def _offer_fresh(self, first: Mapping[str, Any]) -> None:
        again = Button(self.theme, _("Repris de votre dernière saisie. Repartir à zéro"), "rotate-ccw", "link")

        def fresh() -> None:
            self._drafts.forget(self.place)
            self._typed = False
            self.form.load({**self._known(), **first})
            again.hide()

        again.clicked.connect(lambda _checked=False: fresh())
        self.body.insertWidget(0, again)

    # ------------------------------------------------------------ as it is typed

    def _changed(self) -> None:
        self._typed = True
        self.say_fault("")
        self._pause.start()

    def _look(self) -> None:
        if self._typed:
            self._drafts.put(self.place, self.form.drafts())
        preview, values = self.run_of.action.preview, self.form.peek()
        if preview is None:
            return
        if values is None:
            self._reads.drop()
            self.box.hide()
            return
        given = {**self.run_of.target, **values}
        self._reads.ask(lambda session: list(preview(session, given)), self._say, self._cannot_say)

    def _say(self, sentences: Sequence[Text]) -> None:
        clear_layout(self.said)
        for index, sentence in enumerate(sentences):
            self.said.addWidget(Label(sentence, "strong" if index == 0 else "muted", wrap=True))
        self.box.setVisible(bool(sentences))
        # Sentences just put in place know their height once they have their width.
        QTimer.singleShot(0, self, self.fit)

    def _cannot_say(self, fault: Exception) -> None:
        if isinstance(fault, UserError):
            self._say(["", fault.message][1:])
        else:
            tell(self.desk, fault)

    # ------------------------------------------------------------ doing

    def submit(self) -> None:
        """Check everything, ask what must be asked, then go."""
        self.say_fault("")
        try:
            values = {**self.run_of.target, **self.form.values()}
        except FormErrors:
            self.say_fault(_("Corrigez ce qui est signalé ci-dessus."))
            self.fit()
            return
        confirm = self.run_of.action.confirm
        if confirm is None:
            self.go(values)
            return
        self.hold()

        def answered(question: Text | None) -> None:
            self.release()
            if question is None:
                self.go(values)
            else:
                self.ask(question, self.run_of.verb, lambda: self.go(values))

        self.desk.query(lambda session: confirm(session, values), answered, self._refused)

    def go(self, values: Mapping[str, Any], confirmed: frozenset[str] = frozenset()) -> None:
        """Everything was asked: work."""
        self.back_to_front()
        self.hold()
        self.run_of.start(values, confirmed, self)

    def hold(self) -> None:
        """No button while it works."""
        self.accept_button.setEnabled(False)
        self.cancel.setEnabled(False)
        self.form.setEnabled(False)

    def release(self) -> None:
        """The buttons again."""
        self.accept_button.setEnabled(True)
        self.cancel.setEnabled(True)
        self.form.setEnabled(True)

    def finish(self) -> None:
        """It is done: nothing typed here is to be kept."""
        self._pause.stop()
        self._drafts.forget(self.place)
        self._typed = False
        self.discard()

    def _refused(self, fault: Exception) -> None:
        self.release()
        if isinstance(fault, UserError):
            self.say_refused(fault)
        else:
            tell(self.desk, fault)

    def say_refused(self, fault: Exception) -> None:
        """Say a refusal beside its field when it has one, else above the buttons."""
        if isinstance(fault, FormErrors) and set(fault.faults) & set(self.form.rows):
            self.form.show_faults(fault.faults)
            self.say_fault(_("Corrigez ce qui est signalé ci-dessus."))
        elif isinstance(fault, UserError) and fault.field in self.form.rows:
            self.form.show_faults({fault.field or "": fault.message})
        elif isinstance(fault, Cancelled):
            self.say_fault(_("Interrompu\u00a0: rien n’a été changé."))
        elif isinstance(fault, UserError):
            self.say_fault(fault.message)

    # ------------------------------------------------------------ leaving

    def is_changed(self) -> bool:
        return self._typed

    def discard(self) -> None:
        # Given up on purpose: a draft is for a crash or a power cut, not for a change of mind.
        self._pause.stop()
        self._drafts.forget(self.place)
        super().discard()
