# SPDX-License-Identifier: EUPL-1.2
"""A row of a register becomes a plot, its contract and its dead; a filled field is never overwritten in silence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.core.people import key1
from app.core.text import Text
from app.forms.page import Params, RowFate, RowOutcome
from app.store.uow import Work
from modules.cemetery.exchange.register_cells import RegisterRow, RowReader, container_of, unread_sentence
from modules.cemetery.exchange.register_known import EXTERNAL_SCHEME, Graves, Rights, labels_of
from modules.cemetery.exchange.register_people import DeadWriter, PeopleWriter
from modules.cemetery.exchange.register_rights import RightsWriter
from modules.cemetery.exchange.row_notes import Notes
from modules.cemetery.models import Cemetery, Monument, Plot, PlotAlias
from modules.cemetery.permissions import SETUP
from modules.cemetery.rules.codes import CINERARY, EQUIPMENT, PlotKind, Regime
from modules.cemetery.strings import _


@dataclass
class _Where:
    """The plots of a row, found or made."""

    cemetery: Cemetery
    plots: list[Plot] = field(default_factory=list)
    is_new: bool = False


class RegisterImport:
    """Holds everything that rows may meet, read once; `row` is then called for each row."""

    def __init__(self, work: Work, cemetery: str, kind: PlotKind, said: Mapping[str, Text]) -> None:
        work.require(SETUP)
        self.work, self.session = work, work.session
        self.default_cemetery, self.default_kind = cemetery, kind
        self.reader = RowReader(work.today, dict(said))
        self.graves, self.rights = Graves(work.session), Rights(work.session)
        self.graves.load()
        self.rights.load()
        self.people = PeopleWriter(work.session, self.rights)
        self.dead = DeadWriter(work.session, self.rights, self.people)
        self.contracts = RightsWriter(work.session, self.rights, self.people, work.today)
        self.monuments = {
            work.session.get(Plot, plot_id) for plot_id in work.session.scalars(select(Monument.plot_id))
        }
        self.last: list[Plot] = []

    # ------------------------------------------------------------ one row

    def row(self, values: Params) -> RowOutcome:
        """Find or make the plots of a row, then all that the row says of them."""
        with self.session.no_autoflush:
            return self._row(values)

    def _row(self, values: Params) -> RowOutcome:
        if values.get("unknown_table"):
            return RowOutcome(RowFate.REFUSED, "", (values["unknown_table"],))
        row = self.reader.read(values)
        notes = Notes()
        where, refusal = self._find(row)
        if where is None:
            return RowOutcome(RowFate.REFUSED, self._title(row), (refusal,))
        known = [plot for plot in where.plots if plot is not None]
        contract = self.contracts.find(row, known)
        if contract.refusal:
            return RowOutcome(RowFate.REFUSED, self._title(row), (contract.refusal,), record=_record(known))
        self._make(row, where)
        for plot in where.plots:
            self._describe(row, plot, notes)
        if contract.wanted:
            self.contracts.write(row, where.cemetery, where.plots, contract, notes)
        else:
            notes.keep_written(where.plots[0], "holder", row.holder_text if row.holders else "")
            notes.keep_written(where.plots[0], "heirs", "\n".join(heir.as_written for heir in row.heirs))
        kind = where.plots[0].kind
        self.dead.write(row, where.plots[0], container_of(row, kind), notes)
        self._unread(row, where.plots[0], contract.record, notes)
        if (
            where.is_new
            and row.kind.kind is not None
            and not contract.wanted
            and not row.deceased
            and row.regime is None
        ):
            # A vault without a title nor anybody in it: described, and perhaps somebody's.
            notes.kept.append(
                _("Ni titre ni défunt pour cette sépulture décrite\u00a0: vérifiez avant de l’accorder")
            )
        self.last = where.plots
        fate = (
            RowFate.NEW if where.is_new or notes.made else RowFate.CHANGED if notes.filled else RowFate.SAME
        )
        return RowOutcome(
            fate,
            self._title(row, where.plots),
            () if fate is RowFate.NEW else tuple(notes.filled),
            tuple(notes.kept),
            record=_record(where.plots),
        )

    def _title(self, row: RegisterRow, plots: list[Plot] | None = None) -> str:
        label = ", ".join(plot.label for plot in plots) if plots else row.label.as_written
        names = [p.usage_name or p.birth_name for p in (*row.holders, *row.deceased)[:1]]
        return " ".join(part for part in (label, *names) if part)

    # ------------------------------------------------------------ the plots

    def _find(self, row: RegisterRow) -> tuple[_Where | None, Text]:
        """Existing plots (None where one is to be made), or why the row has no place."""
        if row.external_id and not row.label.spots:
            plot = self.graves.by_external.get(row.external_id)
            if plot is None:
                return None, _(
                    "L’emplacement {id} de l’ancien logiciel n’est pas dans les lignes reprises\u00a0: importez d’abord les emplacements.",
                    id=row.external_id,
                )
            return _Where(plot.cemetery, [plot]), ""
        if not row.label.spots:
            # Under merged cells, the lines of the other dead leave the plot blank.
            if row.deceased and self.last and not row.has_concession and not row.section:
                return _Where(self.last[0].cemetery, list(self.last)), ""
            return None, _(
                "Aucun numéro d’emplacement\u00a0: écrivez où est cette tombe, puis reprenez la ligne."
            )
        cemetery = self.graves.cemetery(row.cemetery, self.default_cemetery)
        labels = labels_of(row.label, row.section, row.row)
        found = [
            self.graves.find(cemetery, row.section, row.row, spot, label)
            for spot, label in zip(row.label.spots, labels, strict=True)
        ]
        return _Where(cemetery, found, is_new=any(plot is None for plot in found)), ""  # type: ignore[arg-type]

    def _make(self, row: RegisterRow, where: _Where) -> None:
        if not where.is_new:
            return
        section = self.graves.section(where.cemetery, row.section)
        line = self.graves.row(section, row.row)
        labels = labels_of(row.label, row.section, row.row)
        kind = row.kind.kind or self.default_kind
        for index, (spot, label) in enumerate(zip(row.label.spots, labels, strict=True)):
            if where.plots[index] is not None:
                continue
            plot = Plot(
                cemetery=where.cemetery, section=section, row=line, number=spot.number, suffix=spot.suffix, label=label,
                rank=int(spot.number) if spot.number.isdigit() else 0, kind=kind,
                regime=row.regime or (Regime.MUNICIPAL if kind in EQUIPMENT else Regime.CONCEDED),
                as_written={}, plan_properties={}, aliases=[],
            )  # fmt: skip
            if row.kind.kind is None and row.kind.as_written:
                plot.as_written = {"kind": row.kind.as_written}
            self.session.add(plot)
            self.graves.know(plot)
            where.plots[index] = plot

    def _describe(self, row: RegisterRow, plot: Plot, notes: Notes) -> None:
        self._kind(row, plot, notes)
        if row.places is not None:
            column = "max_urns" if plot.kind in CINERARY else "max_coffins"
            notes.fill(plot, column, row.places, _("Places"))
        if len(row.label.spots) <= 1:
            for column, value in row.measures.items():
                notes.fill(plot, column, value, _MEASURES[column])
        if row.observed is not None and row.observed_on.value is not None and row.observed_on.value.full:
            notes.fill(plot, "observed_places", row.observed, _("Places occupées"))
            notes.fill(plot, "observed_on", row.observed_on.value.full, _("Date du constat"))
        elif row.observed is not None:
            notes.keep_written(plot, "observed", str(row.observed))
        notes.add_text(plot, "remark", row.remark, _("Observations"))
        if row.photo:
            notes.keep_written(plot, "photo", row.photo)
        self._aliases(row, plot, notes)
        if row.monument and plot not in self.monuments:
            self.session.flush([plot]) if plot.id is None else None
            self.session.add(Monument(plot_id=plot.id, remark=row.monument))
            self.monuments.add(plot)
            notes.filled.append(_("Monument\u00a0: {text}", text=row.monument))

    def _kind(self, row: RegisterRow, plot: Plot, notes: Notes) -> None:
        """The kind and regime of a plot not described yet are a guess that a register may correct."""
        bare = not self.rights.by_plot.get(plot) and not self.rights.dead.get(plot)
        guessed = "kind" in plot.as_written or (bare and plot.kind is self.default_kind)
        if row.kind.kind is not None and row.kind.kind is not plot.kind:
            notes.replace(plot, "kind", row.kind.kind, _("Type"), may=guessed)
            if guessed and "kind" in plot.as_written:
                plot.as_written = {k: v for k, v in plot.as_written.items() if k != "kind"}
        if row.regime is not None and row.regime is not plot.regime:
            notes.replace(
                plot, "regime", row.regime, _("Régime"), may=bare and plot.regime is Regime.CONCEDED
            )

    def _aliases(self, row: RegisterRow, plot: Plot, notes: Notes) -> None:
        for label, scheme in ((row.old_label, ""), (row.external_id, EXTERNAL_SCHEME)):
            if not label or (scheme and not row.label.spots):
                continue
            known = any(alias.label == label for alias in plot.aliases)
            if known or (not scheme and key1(label) == key1(plot.label)):
                continue
            alias = PlotAlias(plot=plot, label=label, scheme=scheme, source=str(_("registre importé")))
            self.session.add(alias)
            self.graves.know_alias(alias)
            if not scheme:
                notes.filled.append(_("Ancien numéro\u00a0: {label}", label=label))

    def _unread(self, row: RegisterRow, plot: Plot, concession: Any, notes: Notes) -> None:
        """What could not be read is kept beside the field, and listed once."""
        for item in row.unread:
            on_right = item.name in _OF_CONTRACT and concession is not None
            if notes.keep_written(concession if on_right else plot, item.name, item.text):
                notes.kept.append(unread_sentence(item))


_OF_CONTRACT = {"start", "duration", "expiry", "renewal", "price", "holder", "heirs", "phone", "email"}
_MEASURES = {
    "surface_m2": _("Superficie"),
    "length_m": _("Longueur"),
    "width_m": _("Largeur"),
    "depth_m": _("Profondeur"),
}


def _record(plots: list[Plot]) -> tuple[str, Plot] | None:
    return ("cemetery.plots", plots[0]) if plots else None
