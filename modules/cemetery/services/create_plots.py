# SPDX-License-Identifier: EUPL-1.2
"""Make plots in series, renumber one (its former number stays searchable), reserve ground (§3.1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from app.core.dates import PartialDate, show_day
from app.core.outcome import Address, Report, UserError
from app.core.people import key2
from app.forms.records import get
from app.store.uow import Work
from modules.cemetery import models as m
from modules.cemetery.facts_of import delays_in_force, plot_facts
from modules.cemetery.permissions import GROUND
from modules.cemetery.rules.codes import EQUIPMENT, PlotKind, PlotState, Regime
from modules.cemetery.rules.states import state_of
from modules.cemetery.strings import _, _n
from modules.cemetery.strings import label as label_of

PAGE = "cemetery.plots"
MOST = 500
"""Plots made by one act: a slip of the finger must not make thousands."""


def create_plots(
    work: Work,
    *,
    cemetery: int,
    section: int | None = None,
    row: int | None = None,
    first: int = 1,
    count: int = 1,
    step: int = 1,
    prefix: str = "",
    digits: int = 0,
    suffix: str = "",
    kind: PlotKind = PlotKind.EARTH,
    regime: Regime | None = None,
    length_m: Decimal | None = None,
    width_m: Decimal | None = None,
    surface_m2: Decimal | None = None,
    max_coffins: int | None = None,
    max_boxes: int | None = None,
    max_urns: int | None = None,
    levels: int = 0,
) -> Report:
    """Make `count` plots numbered from `first` by `step`: label = `prefix` + number (`digits` wide) + `suffix`.

    `levels` makes as many places in each, from the bottom. Numbers already taken are skipped and listed.
    Raises `UserError` when the row is not of the section, or the series is not one.
    """
    work.require(GROUND)
    if not 1 <= count <= MOST:
        raise UserError(_("Créez de 1 à {most} emplacements à la fois.", most=MOST), "count")
    if step < 1 or first < 0:
        raise UserError(_("La numérotation avance d’au moins un, à partir de zéro ou plus."), "step")
    section = _check_place(work, cemetery, section, row)
    taken = _taken(work, cemetery)
    report = Report()
    for rank, number in enumerate(range(first, first + count * step, step)):
        shown = f"{number:0{digits}d}" if digits else str(number)
        name = f"{prefix}{shown}{suffix}"
        if key2(name) in taken:
            report.refuse(
                name, _("ce numéro existe déjà dans le cimetière"), Address(PAGE, taken[key2(name)]), "TAKEN"
            )
            continue
        plot = m.Plot(
            cemetery_id=cemetery, section_id=section, row_id=row, number=shown, suffix=suffix, label=name, rank=rank,
            kind=kind, regime=regime or (Regime.MUNICIPAL if kind in EQUIPMENT else Regime.CONCEDED), length_m=length_m,
            width_m=width_m, surface_m2=surface_m2 if surface_m2 is not None else _surface(length_m, width_m),
            max_coffins=max_coffins, max_boxes=max_boxes, max_urns=max_urns,
        )  # fmt: skip
        plot.places = [m.Place(level=level) for level in range(1, levels + 1)]
        work.session.add(plot)
        work.session.flush()
        report.records.append(Address(PAGE, plot.id))
    made = len(report.records)
    report.counts["plots"] = made
    report.summary = _n("{n} emplacement créé.", "{n} emplacements créés.", made)
    return report


def _surface(length_m: Decimal | None, width_m: Decimal | None) -> Decimal | None:
    if length_m is None or width_m is None:
        return None
    return (length_m * width_m).quantize(Decimal("0.01"))


def _check_place(work: Work, cemetery: int, section: int | None, row: int | None) -> int | None:
    get(work.session, m.Cemetery, cemetery)
    if row is not None:
        found = get(work.session, m.PlotRow, row)
        if section is not None and found.section_id != section:
            raise UserError(_("Ce rang n’est pas dans ce carré\u00a0: choisissez-en un autre."), "row")
        section = found.section_id
    if section is not None and get(work.session, m.CemeterySection, section).cemetery_id != cemetery:
        raise UserError(_("Ce carré n’est pas dans ce cimetière\u00a0: choisissez-en un autre."), "section")
    return section


def _taken(work: Work, cemetery: int) -> dict[str, int]:
    query = select(m.Plot.label_key, m.Plot.id).where(m.Plot.cemetery_id == cemetery)
    return {row.label_key: row.id for row in work.session.execute(query)}


def renumber_plot(
    work: Work,
    *,
    id: int,
    label: str,
    number: str = "",
    suffix: str = "",
    scheme: str = "",
    source: str = "",
    on: date | None = None,
) -> Report:
    """Give a plot a new number. The former one stays as an alias until `on` (today without it), searchable.

    Raises `UserError` when the number is taken by another plot of the cemetery.
    """
    work.require(GROUND)
    plot = get(work.session, m.Plot, id)
    name = label.strip()
    if not name:
        raise UserError(_("Écrivez le nouveau numéro."), "label")
    if name == plot.label:
        raise UserError(_("L’emplacement porte déjà ce numéro."), "label")
    other = _taken(work, plot.cemetery_id).get(key2(name))
    if other is not None and other != id:
        raise UserError(
            _("L’emplacement {label} existe déjà\u00a0: renumérotez-le d’abord.", label=name),
            "label",
            Address(PAGE, other),
        )
    former, day = plot.label, on or work.today
    if all(alias.label != former for alias in plot.aliases):
        alias = m.PlotAlias(label=former, scheme=scheme, valid_to=PartialDate.of(day), source=source)
        plot.aliases.append(alias)
    for alias in [alias for alias in plot.aliases if alias.label == name]:
        plot.aliases.remove(alias)
    plot.label = name
    plot.number, plot.suffix = number or _number_in(name), suffix
    work.session.flush()
    return Report(
        summary=_(
            "L’emplacement {former} porte le numéro {label}\u00a0; l’ancien reste connu.",
            former=former,
            label=name,
        ),
        records=[Address(PAGE, id)],
    )


def _number_in(name: str) -> str:
    """« 012 » in « A-012 »: the digits that end a label, or the whole of it."""
    digits = name[len(name.rstrip("0123456789")) :]
    return digits or name


def add_alias(work: Work, *, id: int, label: str, scheme: str = "", source: str = "") -> Report:
    """One more former number of a plot, from an old plan or register."""
    work.require(GROUND)
    plot = get(work.session, m.Plot, id)
    name = label.strip()
    if not name or any(alias.label == name for alias in plot.aliases):
        raise UserError(_("Écrivez un ancien numéro qui n’est pas déjà noté."), "label")
    plot.aliases.append(m.PlotAlias(label=name, scheme=scheme, source=source))
    work.session.flush()
    return Report(summary=_("Ancien numéro {label} noté.", label=name), records=[Address(PAGE, id)])


def reserve_plots(
    work: Work,
    *,
    ids: Sequence[int],
    reserved_for: str,
    reserved_until: date,
    reserved_from: date | None = None,
) -> Report:
    """Keep free ground for somebody until `reserved_until`, included. Raises `UserError` when it is not free."""
    work.require(GROUND)
    begin = reserved_from or work.today
    if not reserved_for.strip():
        raise UserError(_("Écrivez pour qui l’emplacement est réservé."), "reserved_for")
    if reserved_until < begin:
        raise UserError(
            _("La réservation finit avant de commencer\u00a0: corrigez l’une des deux dates."),
            "reserved_until",
        )
    delays, facts = delays_in_force(work.session), plot_facts(work.session, list(ids))
    for identity in ids:
        plot = get(work.session, m.Plot, identity)
        found = state_of(facts[identity], begin, delays).state
        if found not in (PlotState.FREE, PlotState.RESERVED):
            raise UserError(
                _(
                    "L’emplacement {label} n’est pas libre ({state}).",
                    label=plot.label,
                    state=label_of(found),
                ),
                "ids",
                Address(PAGE, identity),
            )
        plot.reserved_from, plot.reserved_until, plot.reserved_for = (
            begin,
            reserved_until,
            reserved_for.strip(),
        )
    work.session.flush()
    return Report(
        summary=_n(
            "{n} emplacement réservé à {name} jusqu’au {day}.",
            "{n} emplacements réservés à {name} jusqu’au {day}.",
            len(ids),
            name=reserved_for.strip(),
            day=show_day(reserved_until),
        ),
        records=[Address(PAGE, identity) for identity in ids],
    )


def release_plots(work: Work, *, ids: Sequence[int]) -> Report:
    """End the reservation of these plots today."""
    work.require(GROUND)
    for identity in ids:
        plot = get(work.session, m.Plot, identity)
        plot.reserved_from = plot.reserved_until = None
        plot.reserved_for = ""
    work.session.flush()
    return Report(summary=_("Réservation levée."), records=[Address(PAGE, identity) for identity in ids])
