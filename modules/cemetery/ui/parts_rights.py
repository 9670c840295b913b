# SPDX-License-Identifier: EUPL-1.2
"""Parts of a record that explain: who may be buried here, what a renewal would cost, who lies at which level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.core.dates import show_day
from app.core.outcome import Address, UserError
from app.core.text import Text as Shown
from app.forms.fields import Choice, Day, Money, Option, PartialDay, Text, Tone
from app.forms.page import Column, LinesPart, ProsePart
from app.store.uow import today_of
from modules.cemetery.facts_of import delays_in_force
from modules.cemetery.models import ConcessionParty, Plot
from modules.cemetery.room_of import capacity_rules, drawn_grave, grave_of, occupants
from modules.cemetery.rules.capacity import fits, reducible
from modules.cemetery.rules.codes import CINERARY, EQUIPMENT, Kinship, PartyRole, RemainsKind
from modules.cemetery.rules.why import Gate
from modules.cemetery.services.grant_concession import length
from modules.cemetery.services.operation_gates import who_may_be_buried
from modules.cemetery.services.renew_concession import renewal_offers
from modules.cemetery.strings import _
from modules.cemetery.ui import fields as f

GRAVE = "cemetery.grave"
ALLOWED, REFUSED = "ALLOWED", "REFUSED"
VERDICT = Choice(
    name="verdict",
    label=_("Aujourd’hui"),
    options=(
        Option(ALLOWED, _("Admis"), Tone.SUCCESS, "check"),
        Option(REFUSED, _("Refusé en l’état"), Tone.WARNING, "triangle-alert"),
    ),
    width=14,
)


def say(gate: Gate) -> Shown:
    """« Concession en cours : échue depuis… (CGCT L2223-15) »."""
    reason = f"\u00a0: {gate.reason}" if str(gate.reason) else ""
    article = f" ({gate.article})" if gate.article else ""
    return f"{gate.title}{reason}{article}"


# ---------------------------------------------------------------- who may be buried here


def rights_rows(session: Session, concession_id: int) -> Sequence[Mapping[str, Any]]:
    """The living parties of a concession, each with what a burial today would meet."""
    rows: list[dict[str, Any]] = []
    for party, decision in who_may_be_buried(session, concession_id, today_of(session)):
        if party.role is PartyRole.EXCLUDED and any(row["person"] == party.person_id for row in rows):
            continue
        closed = "\u202f; ".join(str(gate.reason) for gate in decision.closed)
        rows.append(
            {
                "id": party.id,
                "person": party.person_id,
                "title": party.person.title,
                "role": party.role.value,
                "kinship": party.kinship.value,
                "verdict": ALLOWED if decision.allowed else REFUSED,
                "reason": closed,
                "_address": Address("directory.people", party.person_id),
            }
        )
    return rows


def why_right(session: Session, party_id: int) -> Sequence[Shown]:
    """Every condition for one of them, open and closed."""
    held = session.get(ConcessionParty, party_id)
    if held is None:
        return ()
    for party, decision in who_may_be_buried(session, held.concession_id, today_of(session)):
        if party.id == party_id:
            head = _("{name} peut-elle, peut-il être inhumé ici\u202f?", name=party.person.title)
            return [head, *(say(gate) for gate in decision.gates)]
    return ()


BURIAL_RIGHTS = LinesPart(
    title=_("Qui peut y être inhumé"),
    columns=(
        Column(field=Text(name="title", label=_("Nom"), width=20), strong=True),
        Column(field=f.choice("role", _("Qualité"), PartyRole, width=14)),
        Column(field=f.choice("kinship", _("Parenté"), Kinship, width=12), hidden=True),
        Column(field=VERDICT),
        Column(field=Text(name="reason", label=_("Pourquoi"), width=30), weak=True),
    ),
    rows=rights_rows,
    why=why_right,
    empty=_("Aucun titulaire ni ayant droit vivant n’est inscrit."),
)


# ---------------------------------------------------------------- what a renewal would cost


def offer_rows(session: Session, concession_id: int) -> Sequence[Mapping[str, Any]]:
    """One line a length that the council instituted; nothing when nothing is to be renewed."""
    try:
        offers = renewal_offers(session, concession_id, today_of(session))
    except UserError:
        return ()
    return [
        {
            "id": years or 0,
            "length": length(years),
            "price": answer.price.amount,
            "start": answer.start,
            "expires_on": answer.expires_on,
            "tariff_on": answer.tariff_on,
            "verdict": ALLOWED if answer.allowed else REFUSED,
            "reason": "\u202f; ".join(str(gate.reason) for gate in answer.decision.closed),
            "_address": Address("cemetery.concessions", concession_id),
        }
        for years, answer in offers
        if answer.price is not None
    ]


OFFERS = LinesPart(
    title=_("Un renouvellement aujourd’hui"),
    columns=(
        Column(field=Text(name="length", label=_("Durée"), width=10), strong=True),
        Column(field=Money(name="price", label=_("Prix"))),
        Column(field=Day(name="start", label=_("Du"))),
        Column(field=Day(name="expires_on", label=_("Au"))),
        Column(field=Day(name="tariff_on", label=_("Tarif du"))),
        Column(field=VERDICT),
        Column(field=Text(name="reason", label=_("Pourquoi"), width=30), weak=True),
    ),
    rows=offer_rows,
    empty=_("Rien à renouveler, ou aucun tarif pour les durées proposées."),
)


# ---------------------------------------------------------------- the grave, level by level


def level_rows(session: Session, plot_id: int) -> Sequence[Mapping[str, Any]]:
    """The grave from top to bottom: who lies at each level, the places left, what lies beside."""
    drawn = drawn_grave(session, plot_id)
    where = Address(GRAVE, plot_id)
    rows: list[dict[str, Any]] = []
    for one in drawn.overflow:
        rows.append(_row(len(rows), str(_("en trop")), one, where))
    for level in reversed(drawn.levels):
        for slot in level.slots:
            side = f" {slot.place.side}" if slot.place.side else ""
            name = f"{level.number}{side}"
            if slot.is_free:
                rows.append({"id": len(rows), "level": name, "names": str(_("libre")), "_address": where})
            rows += [_row(len(rows) + n, name, one, where) for n, one in enumerate(slot.occupants)]
    for one in drawn.beside:
        rows.append(_row(len(rows), str(_("à côté")), one, where))
    return rows


def _row(number: int, level: str, one: Any, where: Address) -> dict[str, Any]:
    return {
        "id": number, "level": level, "names": ", ".join(one.names), "kind": one.kind.value, "laid_on": one.laid_on,
        "_address": where,
    }  # fmt: skip


LEVELS = LinesPart(
    title=_("La tombe, de haut en bas"),
    columns=(
        Column(field=Text(name="level", label=_("Niveau"), width=8)),
        Column(field=Text(name="names", label=_("Défunts"), width=24), strong=True),
        Column(field=f.REMAINS),
        Column(field=PartialDay(name="laid_on", label=_("Depuis le")), weak=True),
    ),
    rows=level_rows,
    opens=GRAVE,
    empty=_("Aucune place n’est connue ni occupée."),
)


def room_words(session: Session, plot_id: int) -> Sequence[Shown]:
    """What is left, whether one more coffin (or urn) fits, and from when a reduction would free a place."""
    plot = session.get(Plot, plot_id)
    if plot is None or plot.kind in EQUIPMENT:
        return ()
    mode, weights = capacity_rules(session)
    grave, present, day = grave_of(plot), occupants(session, plot_id), today_of(session)
    kind = RemainsKind.URN if plot.kind in CINERARY else RemainsKind.COFFIN
    delays = delays_in_force(session)
    words: list[Shown] = []
    for gate in fits(grave, present, kind, day, mode, weights, delays).gates:
        if gate.code == "ROOM":
            words.append(
                _("Une place de plus\u00a0: {reason}", reason=gate.reason) if gate.is_open else say(gate)
            )
    anomaly = drawn_grave(session, plot_id).room.anomaly
    if str(anomaly):
        words.append(anomaly)
    for one, opens in reducible(present, day, delays):
        names = ", ".join(one.names)
        if opens is None:
            words.append(
                _("{names}\u00a0: date du décès inconnue, la réduction demande un motif écrit.", names=names)
            )
        elif opens > day:
            words.append(
                _("{names}\u00a0: réduction possible à partir du {day}.", names=names, day=show_day(opens))
            )
        else:
            words.append(
                _("{names}\u00a0: réduction possible depuis le {day}.", names=names, day=show_day(opens))
            )
    return words


ROOM = ProsePart(title=_("Place restante"), text=room_words)
