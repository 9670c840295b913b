# SPDX-License-Identifier: EUPL-1.2
"""Room in a grave: what is taken, what is left, what would fit, and what a reduction would free (§10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.core.dates import PartialDate, show_day
from app.core.money import show_number
from app.core.text import Msg, Text
from modules.cemetery.rules.codes import PlotKind, Regime, RemainsKind
from modules.cemetery.rules.delays import Delays
from modules.cemetery.rules.limits import reduction_from
from modules.cemetery.rules.why import Decision, Gate, Reason
from modules.cemetery.strings import _, _n, label

COMMON_ARTICLE = "CGCT R2213-16, R2223-3"
BY_LAW = "règlement du cimetière"


class CapacityMode(StrEnum):
    """How places are counted: by kind of container, or by weights (as openCimetière does)."""

    EXPLICIT = "EXPLICIT"
    WEIGHTED = "WEIGHTED"


@dataclass(frozen=True, slots=True)
class Weights:
    """Room that each container takes, in places."""

    coffin: Decimal = Decimal(1)
    box: Decimal = Decimal("0.5")
    urn: Decimal = Decimal("0.1")

    def of(self, kind: RemainsKind) -> Decimal:
        """Weight of one container; scattered ashes take no room."""
        return {
            RemainsKind.COFFIN: self.coffin,
            RemainsKind.BOX: self.box,
            RemainsKind.BONES: self.box,
            RemainsKind.URN: self.urn,
        }.get(kind, Decimal(0))


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """One slot: 1 is the bottom level; the sanitary void is not a place."""

    id: int
    level: int
    side: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Occupant:
    """One container present in the grave, and who is in it."""

    id: int
    kind: RemainsKind
    names: tuple[str, ...] = ()
    place_id: int | None = None
    laid_on: PartialDate | None = None
    died_on: PartialDate | None = None
    deceased_id: int | None = None
    hermetic: bool = False


@dataclass(frozen=True, slots=True)
class Grave:
    """What a plot can hold. `max_coffins` is also the number of places that weights are compared with."""

    kind: PlotKind
    regime: Regime = Regime.CONCEDED
    max_coffins: int | None = None
    max_boxes: int | None = None
    """None: as many as fit."""
    max_urns: int | None = None
    places: tuple[PlaceFacts, ...] = ()
    observed_places: int | None = None
    """Places found occupied when the grave was opened; prevails over the computed figure."""
    observed_on: date | None = None


TAKES: Mapping[PlotKind, frozenset[RemainsKind]] = {
    PlotKind.EARTH: frozenset({RemainsKind.COFFIN, RemainsKind.BOX, RemainsKind.BONES, RemainsKind.URN}),
    PlotKind.VAULT: frozenset({RemainsKind.COFFIN, RemainsKind.BOX, RemainsKind.BONES, RemainsKind.URN}),
    PlotKind.WALL_NICHE: frozenset({RemainsKind.COFFIN, RemainsKind.BOX}),
    PlotKind.COLUMBARIUM: frozenset({RemainsKind.URN}),
    PlotKind.URN_VAULT: frozenset({RemainsKind.URN}),
    PlotKind.SCATTERING: frozenset({RemainsKind.ASHES}),
    PlotKind.OSSUARY: frozenset({RemainsKind.BONES, RemainsKind.BOX, RemainsKind.URN, RemainsKind.ASHES}),
    PlotKind.TEMP_VAULT: frozenset({RemainsKind.COFFIN, RemainsKind.URN}),
    PlotKind.OTHER: frozenset(RemainsKind),
}
"""What each kind of plot may take (§3.2); a wall niche keeps the box of a reduction made in it."""
UNLIMITED = frozenset({PlotKind.SCATTERING, PlotKind.OSSUARY})
_BY_DEFAULT = {PlotKind.EARTH: 1, PlotKind.WALL_NICHE: 1}
"""Coffins where the number was never given (§3.2); a vault's own number must be given."""
_BOXES = frozenset({RemainsKind.BOX, RemainsKind.BONES})


@dataclass(frozen=True)
class Room:
    """What is left; None means no limit for boxes and urns of a grave, or a limit that nobody gave."""

    mode: CapacityMode
    coffins: int | None
    boxes: int | None
    urns: int | None
    used: Decimal
    """Weight present (WEIGHTED), or coffins present (EXPLICIT)."""
    places: Decimal | None
    """Places in all; None when unknown or without limit."""
    unknown: bool = False
    """The number of places was never given: nothing can be refused for lack of room."""
    anomaly: Text = ""
    """Said when the grave, opened, showed something else than the registers."""
    why: tuple[Reason, ...] = field(default_factory=tuple)

    @property
    def is_full(self) -> bool:
        """No coffin fits (no urn, where urns alone are taken)."""
        left = self.urns if self.coffins is None else self.coffins
        return not self.unknown and left is not None and left <= 0


def count(present: Sequence[Occupant]) -> dict[str, int]:
    """Containers present, by `coffins`, `boxes`, `urns`, `ashes`."""
    kinds = [occupant.kind for occupant in present]
    return {
        "coffins": kinds.count(RemainsKind.COFFIN),
        "boxes": sum(kind in _BOXES for kind in kinds),
        "urns": kinds.count(RemainsKind.URN),
        "ashes": kinds.count(RemainsKind.ASHES),
    }


def coffin_limit(grave: Grave) -> int | None:
    """Coffins that the plot may hold in all; None when unknown, 0 where none is taken."""
    if RemainsKind.COFFIN not in TAKES[grave.kind]:
        return 0
    if grave.regime is Regime.COMMON:
        return 1
    given = grave.max_coffins if grave.max_coffins is not None else (len(grave.places) or None)
    return given if given is not None else _BY_DEFAULT.get(grave.kind)


def room(
    grave: Grave,
    present: Sequence[Occupant],
    mode: CapacityMode = CapacityMode.EXPLICIT,
    weights: Weights | None = None,
) -> Room:
    """What is left in the grave for each kind of container, and how it was counted."""
    if grave.kind in UNLIMITED:
        why = (Reason(_("{kind}\u00a0: sans limite", kind=label(grave.kind))),)
        return Room(mode, None, None, None, Decimal(0), None, why=why)
    by_weight = RemainsKind.COFFIN in TAKES[grave.kind] and grave.regime is not Regime.COMMON
    if mode is CapacityMode.WEIGHTED and by_weight:
        return _weighed(grave, present, weights or Weights())
    return _counted(grave, present)


def _counted(grave: Grave, present: Sequence[Occupant]) -> Room:
    there = count(present)
    limit = coffin_limit(grave)
    coffins = there["coffins"]
    anomaly: Text = ""
    if grave.observed_places is not None and grave.observed_places != coffins and limit:
        anomaly = _differs(grave, coffins)
        coffins = grave.observed_places
    urn_limit = grave.max_urns
    urns_only = limit == 0
    urns = None if urn_limit is None else max(0, urn_limit - there["urns"])
    boxes = None if grave.max_boxes is None else max(0, grave.max_boxes - there["boxes"])
    unknown = urn_limit is None if urns_only else limit is None
    left = None if limit is None or urns_only else max(0, limit - coffins)
    total = urn_limit if urns_only else limit
    why = (_tally(grave, there, total, urns_only),)
    return Room(
        CapacityMode.EXPLICIT, left if not urns_only else 0, boxes, urns, Decimal(coffins),
        None if total is None else Decimal(total), unknown, anomaly, why,
    )  # fmt: skip


def _weighed(grave: Grave, present: Sequence[Occupant], weights: Weights) -> Room:
    places = coffin_limit(grave)
    used = sum((weights.of(occupant.kind) for occupant in present), Decimal(0))
    anomaly: Text = ""
    if grave.observed_places is not None and places and Decimal(grave.observed_places) != used:
        anomaly = _differs(grave, used)
        used = Decimal(grave.observed_places)
    if places is None:
        why = (Reason(_("Nombre de places non renseigné\u00a0: aucune limite ne peut être opposée")),)
        return Room(CapacityMode.WEIGHTED, None, None, None, used, None, True, anomaly, why)
    left = max(Decimal(0), Decimal(places) - used)
    takes = TAKES[grave.kind]

    def fitting(kind: RemainsKind) -> int | None:
        weight = weights.of(kind)
        if kind not in takes:
            return 0
        return int(left / weight) if weight else None

    why = (
        Reason(
            _(
                "Occupé\u00a0: {used} place sur {places} (un cercueil {coffin}, une boîte {box}, une urne {urn}).",
                used=show_number(used),
                places=places,
                coffin=show_number(weights.coffin),
                box=show_number(weights.box),
                urn=show_number(weights.urn),
            ),
            inputs={"used": used, "places": places},
        ),
    )
    return Room(
        CapacityMode.WEIGHTED, fitting(RemainsKind.COFFIN), fitting(RemainsKind.BOX), fitting(RemainsKind.URN), used,
        Decimal(places), False, anomaly, why,
    )  # fmt: skip


def _differs(grave: Grave, computed: int | Decimal) -> Msg:
    return _(
        "Constaté{when}\u00a0: {observed} places occupées\u00a0; les registres en comptent {computed}. Le constat prévaut.",
        when=f" le {show_day(grave.observed_on)}" if grave.observed_on else "",
        observed=grave.observed_places or 0,
        computed=show_number(computed),
    )


def _tally(grave: Grave, there: Mapping[str, int], total: int | None, urns_only: bool) -> Reason:
    contents = contents_of(there)
    if total is None:
        return Reason(_("{contents}\u00a0; nombre de places non renseigné.", contents=contents))
    if urns_only:
        return Reason(
            _n(
                "{contents}, pour une urne au plus.",
                "{contents}, pour {n} urnes au plus.",
                total,
                contents=contents,
            )
        )
    text = _n(
        "{contents}, pour un cercueil au plus.",
        "{contents}, pour {n} cercueils au plus.",
        total,
        contents=contents,
    )
    return Reason(text, COMMON_ARTICLE if grave.regime is Regime.COMMON else "")


def contents_of(there: Mapping[str, int]) -> str:
    """« 2 cercueils, 1 boîte, 3 urnes »; « vide »."""
    parts = [
        _n("1 cercueil", "{n} cercueils", there["coffins"]) if there["coffins"] else None,
        _n("1 boîte", "{n} boîtes", there["boxes"]) if there["boxes"] else None,
        _n("1 urne", "{n} urnes", there["urns"]) if there["urns"] else None,
        _n("1 dispersion", "{n} dispersions", there["ashes"]) if there["ashes"] else None,
    ]
    return ", ".join(str(part) for part in parts if part is not None) or str(_("vide"))


# --- Would it fit? ---------------------------------------------------------------------------------------


def fits(
    grave: Grave,
    present: Sequence[Occupant],
    kind: RemainsKind,
    day: date,
    mode: CapacityMode = CapacityMode.EXPLICIT,
    weights: Weights | None = None,
    delays: Delays | None = None,
    *,
    number: int = 1,
) -> Decision:
    """Whether `number` containers of `kind` may be laid there on `day`; a full grave proposes what would free room."""
    takes = kind in TAKES[grave.kind]
    why = (
        ""
        if takes
        else _(
            "{plot}\u00a0: on n’y dépose pas ce contenant ({kind}), choisissez un autre emplacement",
            plot=label(grave.kind),
            kind=label(kind),
        )
    )
    gates = [Gate("TAKES", _("Contenant admis"), takes, why, BY_LAW, overridable=False)]
    if takes:
        gates.append(
            _room_gate(grave, present, kind, day, room(grave, present, mode, weights), delays, number)
        )
    return Decision(tuple(gates))


def _room_gate(
    grave: Grave,
    present: Sequence[Occupant],
    kind: RemainsKind,
    day: date,
    left: Room,
    delays: Delays | None,
    number: int,
) -> Gate:
    title = _("Place restante")
    free = left_for(left, kind)
    article = COMMON_ARTICLE if grave.regime is Regime.COMMON else BY_LAW
    if left.unknown:
        why = _(
            "nombre de places non renseigné\u00a0: vérifiez sur place, puis saisissez-le sur l’emplacement"
        )
        return Gate("ROOM", title, False, why, article, warning=True)
    if free is None or free >= number:
        return Gate("ROOM", title, True, left.why[0].text if left.why else "", article)
    tally = str(left.why[0].text).rstrip(".") if left.why else ""
    proposal = _proposal(grave, present, kind, day, delays)
    return Gate(
        "ROOM",
        title,
        False,
        _("sépulture pleine ({tally})\u00a0: {proposal}", tally=tally, proposal=proposal),
        article,
    )


def left_for(left: Room, kind: RemainsKind) -> int | None:
    """Containers of `kind` that still fit; None without limit."""
    if kind is RemainsKind.COFFIN:
        return left.coffins
    if kind is RemainsKind.URN:
        return left.urns
    return left.boxes if kind in _BOXES else None


def reducible(
    present: Sequence[Occupant], day: date, delays: Delays | None = None
) -> list[tuple[Occupant, date | None]]:
    """Coffins that a reduction could turn into boxes, with the first day of it (None: death date unknown)."""
    found = [
        (one, reduction_from(one.died_on, delays).on if one.died_on else None)
        for one in present
        if one.kind is RemainsKind.COFFIN
    ]
    return sorted(found, key=lambda pair: pair[1] or date.max)


def _proposal(
    grave: Grave, present: Sequence[Occupant], kind: RemainsKind, day: date, delays: Delays | None
) -> Text:
    """What to do when nothing fits: reduce now, reduce later, an urn instead, another place."""
    if grave.regime is Regime.COMMON:
        return _("en terrain commun, un seul corps par fosse\u00a0: choisissez un autre emplacement")
    if kind is not RemainsKind.COFFIN:
        return _("choisissez un autre emplacement, ou retirez une urne avec l’accord de la famille")
    coffins = reducible(present, day, delays)
    ready = [one for one, opens in coffins if opens is not None and opens <= day]
    if ready:
        names = ", ".join(name for one in ready for name in one.names) or str(_("un corps ancien"))
        return _("proposez une réduction de corps ({names}), une urne, ou un autre emplacement", names=names)
    first = next((opens for _one, opens in coffins if opens is not None), None)
    if first is not None:
        return _(
            "aucune réduction n’est possible avant le {day}\u00a0; proposez une urne ou un autre emplacement",
            day=show_day(first),
        )
    return _(
        "proposez une réduction de corps si le décès est assez ancien, une urne, ou un autre emplacement"
    )
