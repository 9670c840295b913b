# SPDX-License-Identifier: EUPL-1.2
"""Visit sheets come back: one row a grave, found by its number or by the code printed on the sheet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.core.outcome import Address, UserError
from app.core.people import key1, key2
from app.core.text import Text as Shown
from app.forms.fields import Choice, Day, Field, Flag, LongText, Option, Text, Whole
from app.forms.page import Form, Importer, Params, RowFate, RowOutcome
from modules.cemetery import models as m
from modules.cemetery.permissions import GROUND
from modules.cemetery.rules.codes import MonumentCondition
from modules.cemetery.rules.reading_signs import read_signs
from modules.cemetery.rules.separators import read_code
from modules.cemetery.strings import _, labels

if TYPE_CHECKING:
    from app.store.uow import Work

PLOTS = "cemetery.plots"
FIELDS: tuple[Field[Any], ...] = (
    Text(
        name="plot", label=_("Emplacement"), required=True,
        synonyms=("n", "numero", "n emplacement", "tombe", "code", "qr", "qr code", "reference"),
    ),
    Text(name="cemetery", label=_("Cimetière"), synonyms=("cimetiere",)),
    Day(name="seen_on", label=_("Vue le"), synonyms=("date", "date de visite", "visite", "vu le")),
    Text(name="seen_by", label=_("Par"), synonyms=("visiteur", "agent", "releve par")),
    Choice(
        name="condition", label=_("État du monument"), kind=MonumentCondition,
        options=tuple(Option(*pair) for pair in labels(MonumentCondition)), synonyms=("etat", "monument"),
    ),
    LongText(name="signs", label=_("Signes d’abandon"), synonyms=("signes", "abandon")),
    LongText(name="inscriptions", label=_("Lu sur la pierre"), synonyms=("inscription", "noms lus", "gravure")),
    Whole(name="observed_places", label=_("Places trouvées occupées"), least=0, most=50, synonyms=("places occupees",)),
    Flag(name="danger", label=_("Danger"), synonyms=("dangereux",)),
    LongText(name="remark", label=_("Remarque"), synonyms=("remarques", "observations", "commentaire", "notes")),
)  # fmt: skip
OPTIONS = Form(
    fields=(
        Day(name="seen_on", label=_("Jour de la tournée"), help=_("Pour les lignes sans date.")),
        Text(name="seen_by", label=_("Faite par")),
    )
)


class InspectionsImport:
    """What is known before the first row, and what becomes of each."""

    def __init__(self, work: Work, seen_on: date | None, seen_by: str) -> None:
        self.work, self.seen_on, self.seen_by = work, seen_on, seen_by
        self.plots: dict[str, list[m.Plot]] = {}
        former: dict[str, list[int]] = {}
        for alias in work.session.execute(select(m.PlotAlias.label_key, m.PlotAlias.plot_id)):
            former.setdefault(alias.label_key, []).append(alias.plot_id)
        by_id = {}
        for plot in work.session.scalars(select(m.Plot)):
            by_id[plot.id] = plot
            self.plots.setdefault(plot.label_key, []).append(plot)
        for key, ids in former.items():
            self.plots.setdefault(key, [by_id[number] for number in ids])
        cemeteries = work.session.execute(select(m.Cemetery.id, m.Cemetery.code, m.Cemetery.title)).all()
        self.cemeteries = {key1(name): row.id for row in cemeteries for name in (row.code, row.title)}
        seen = work.session.scalars(select(m.Inspection)).all()
        self.seen = {(row.plot_id, row.seen_on): row for row in seen}

    def row(self, values: Params) -> RowOutcome:
        """One visit: new, changed, the same, or refused with what to do."""
        written = str(values.get("plot") or "")
        try:
            plot = self._plot(written, str(values.get("cemetery") or ""))
            given = self._given(values)
        except UserError as fault:
            return RowOutcome(RowFate.REFUSED, written, (fault.message,))
        day = values.get("seen_on") or self.seen_on
        if day is None:
            return RowOutcome(RowFate.REFUSED, written, (_("Sans date de visite\u00a0: donnez le jour de la tournée."),))
        if day > self.work.today:
            return RowOutcome(RowFate.REFUSED, written, (_("Une visite n’est pas datée de l’avenir."),))
        return self._write(plot, day, given, values)

    def _plot(self, written: str, cemetery: str) -> m.Plot:
        target = read_code(written)
        label, where = (target.plot, target.cemetery) if target is not None else (written, cemetery)
        found = self.plots.get(key2(label), [])
        wanted = self.cemeteries.get(key1(where)) if where else None
        if wanted is not None:
            found = [plot for plot in found if plot.cemetery_id == wanted]
        if not found:
            raise UserError(_("Aucun emplacement ne porte ce numéro\u00a0: corrigez-le, ou créez l’emplacement."))
        if len(found) > 1:
            raise UserError(_("Plusieurs cimetières ont ce numéro\u00a0: dites lequel."))
        return found[0]

    def _given(self, values: Params) -> dict[str, Any]:
        try:
            signs = read_signs(str(values.get("signs") or ""))
        except ValueError as fault:
            raise UserError(_("Signe d’abandon inconnu\u00a0: «\u00a0{text}\u00a0».", text=fault)) from None
        return {
            "seen_by": values.get("seen_by") or self.seen_by or self.work.user.name,
            "condition": values.get("condition"),
            "signs": [sign.value for sign in signs],
            "inscriptions": values.get("inscriptions") or "",
            "remark": values.get("remark") or "",
        }

    def _write(self, plot: m.Plot, day: date, given: dict[str, Any], values: Params) -> RowOutcome:
        where = Address(PLOTS, plot.id)
        visit = self.seen.get((plot.id, day))
        kept: list[Shown] = []
        if visit is None:
            visit = m.Inspection(plot_id=plot.id, seen_on=day, **given)
            self.work.session.add(visit)
            self.seen[plot.id, day] = visit
            self._ground(plot, day, given, values)
            return RowOutcome(RowFate.NEW, plot.label, where=where)
        changed = False
        for name, value in given.items():
            held = getattr(visit, name)
            if not value or value == held or name == "seen_by":
                continue
            if held:
                kept.append(_("déjà noté\u00a0: {value}", value=held))
            else:
                setattr(visit, name, value)
                changed = True
        if changed:
            self._ground(plot, day, given, values)
        return RowOutcome(RowFate.CHANGED if changed else RowFate.SAME, plot.label, kept=tuple(kept), where=where)

    def _ground(self, plot: m.Plot, day: date, given: dict[str, Any], values: Params) -> None:
        """What a visit changes on the plot itself, when it is the latest."""
        if any(other > day for number, other in self.seen if number == plot.id):
            return
        dangerous = given["condition"] is MonumentCondition.DANGEROUS or "DANGER" in given["signs"]
        if dangerous or values.get("danger") is not None:
            plot.danger = dangerous or bool(values.get("danger"))
        if values.get("observed_places") is not None:
            plot.observed_places, plot.observed_on, plot.observed_by = values["observed_places"], day, given["seen_by"]


def begin(work: Work, options: Params) -> Callable[[Params], RowOutcome]:
    """Load the plots and the visits already known, once."""
    return InspectionsImport(work, options.get("seen_on"), str(options.get("seen_by") or "")).row


IMPORT_INSPECTIONS = Importer(
    name="cemetery.inspections",
    title=_("Retour des feuilles de visite"),
    fields=FIELDS,
    begin=begin,
    permission=GROUND,
    options=OPTIONS,
    help=_("Une ligne par tombe, avec son numéro ou le code imprimé sur la feuille\u00a0: état, signes d’abandon, noms lus."),
)
