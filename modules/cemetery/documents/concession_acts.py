# SPDX-License-Identifier: EUPL-1.2
"""Acts on a concession: request, title, renewal, conversion, retrocession, substitution, certificate (DOC-01 to 07)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.core.text import Text
from app.documents.blocks import Block, Bullets
from modules.cemetery.documents import words as w
from modules.cemetery.documents.facts import ActNumber, Held, Spot, Term, Who
from modules.cemetery.documents.layout import Cell, Listed, Sheet
from modules.cemetery.rules.codes import ConcessionKind, DurationCode, RightBasis
from modules.cemetery.rules.delays import ExpiryStyle
from modules.cemetery.strings import _, _n, label

FOOT = "act-foot"


@dataclass(frozen=True)
class Request:
    """A request for a concession, before anything is granted (DOC-01)."""

    spot: Spot
    made_on: date
    applicant: Who | None = None
    right_basis: RightBasis | None = None
    kind: ConcessionKind | None = None
    duration: DurationCode | None = None
    years: int | None = None
    named: str = ""


@dataclass(frozen=True)
class Refund:
    """A retrocession: what is given back and how it was computed, in euros (DOC-05)."""

    amount: Decimal | None
    why: tuple[str, ...]
    ground_state: str = ""
    decision: str = ""


@dataclass(frozen=True)
class Gift:
    """A gift of a concession (DOC-06)."""

    donor: str
    donee: str
    notary_deed: str


def spot_values(spots: Sequence[Spot]) -> dict[str, Text]:
    """The places of a text that describe the ground; several plots are told together."""
    if not spots:
        return {}
    first = spots[0]
    surfaces = [spot.surface_m2 for spot in spots]
    known = [surface for surface in surfaces if surface is not None]
    return {
        "plot": w.plots_of(spots),
        "cemetery": w.cemetery_named(first.cemetery),
        "section": w.listed(dict.fromkeys(s.section for s in spots if s.section)) or w.NOTHING,
        "row": w.listed(dict.fromkeys(s.row for s in spots if s.row)) or w.NOTHING,
        "plot_kind": w.lower(label(first.kind)),
        "surface": w.square_metres(sum(known, Decimal(0))) if known and len(known) == len(surfaces) else "",
        "sizes": w.listed(dict.fromkeys(str(w.sizes(spot)) for spot in spots)),
        "by_law_on": w.long_day(first.by_law_on),
    }


def term_values(term: Term | None, style: ExpiryStyle) -> dict[str, Text]:
    """The places of a text that tell a term and its price."""
    if term is None:
        return {}
    share = term.ccas
    return {
        "duration": w.length(term.years, term.duration),
        "category": w.category(term),
        "start": w.long_partial(term.start),
        "expiry": w.until(term, style),
        "decided_on": w.long_day(term.decided_on),
        "tariff_on": w.long_day(term.tariff_on),
        "tariff_ref": vote(term),
        "price": w.money(term.price),
        "price_words": w.in_words(term.price),
        "ccas": w.money(share) if term.price is not None else "",
        "commune_share": w.money(term.price - share) if term.price is not None else "",
        "receipt": term.receipt or (str(_("sans objet (concession gratuite)")) if term.price == 0 else ""),
        "asker": w.name_and_address(term.asker),
    }


def vote(term: Term) -> Text:
    """« n° 2026-14 du 3 mars 2026 »: the deliberation that voted the tariff."""
    if term.tariff is None:
        return ""
    return _("n°\u00a0{number} du {day}", number=term.tariff.number, day=w.long_day(term.tariff.adopted_on))


def held_values(held: Held) -> dict[str, Text]:
    """The places of a text that name a concession."""
    return {
        **spot_values(held.spots),
        "concession": w.concession_name(held),
        "deed_ref": w.deed_reference(held),
        "register": held.register,
        "kind": w.lower(label(held.kind)),
        "holder_names": w.holder_names(held),
        "family": held.family_name,
        "who_may_lie": w.who_may_lie(held),
        "occupants": _n("une personne inhumée", "{n} personnes inhumées", len(held.present)) if held.present
        else _("aucune personne inhumée"),
    }  # fmt: skip


def holders_list(held: Held) -> Listed:
    """Name, birth and address of each holder, a line each."""
    cells = (Cell("names", _("Nom")), Cell("birth", _("Naissance"), ", "), Cell("address", _("Adresse"), ", demeurant "))
    rows = [{"names": who.name, "birth": w.birth(who), "address": who.address} for who in held.holders]
    return Listed(cells, rows, sentences=True)


def act_values(act: ActNumber, on: date | None = None) -> dict[str, Text]:
    """The day of an act."""
    return {"made_on": w.long_day(act.made_on or on)}


def stamp_of(act: ActNumber) -> Text:
    """A cancelled act keeps its number and says that it is cancelled."""
    return _("ANNULÉ") if act.cancelled_on else ""


def computed(why: Sequence[str]) -> list[Block]:
    """How a sum was found, line by line."""
    return [Bullets(list(why))] if why else []


def _act(doc: str, wording: str, title: Text, act: ActNumber, **more: object) -> Sheet:
    return Sheet(doc, wording, title, number=act.reference, stamp=stamp_of(act), foot=FOOT, **more)  # type: ignore[arg-type]


def request(facts: Request) -> Sheet:
    """DOC-01: what the applicant asks, and undertakes."""
    who = facts.applicant
    length = w.length(facts.years, facts.duration or DurationCode.OTHER) if facts.duration else ""
    values: dict[str, Text] = {
        **spot_values([facts.spot]),
        "made_on": w.long_day(facts.made_on),
        "applicant": who.name if who else "",
        "applicant_birth": w.birth(who) if who else "",
        "applicant_address": who.address if who else "",
        "right_basis": w.lower(label(facts.right_basis)) if facts.right_basis else "",
        "kind": w.lower(label(facts.kind)) if facts.kind else "",
        "duration": length,
        "named": facts.named,
    }
    return Sheet(
        "DOC-01", "request", _("Demande de concession"), values, signed=False,
        others=[(_("Le demandeur,"), who.name if who else "")],
    )  # fmt: skip


def deed(held: Held, term: Term, style: ExpiryStyle) -> Sheet:
    """DOC-02: the title, in three copies."""
    values = {**held_values(held), **term_values(term, style), **act_values(term.act, term.decided_on)}
    others = [(_("Le concessionnaire,"), who.name) for who in held.holders]
    return _act(
        "DOC-02", "deed", _("Titre de concession"), _number(term.act, held), values=values,
        lists={"holders": holders_list(held)}, others=others,
    )  # fmt: skip


def _number(act: ActNumber, held: Held) -> ActNumber:
    """An old title taken from a register keeps its own number."""
    return act if act.reference else ActNumber(held.number, act.made_on)


def renewal(held: Held, term: Term, previous: Term | None, style: ExpiryStyle) -> Sheet:
    """DOC-03: the holder is unchanged, whoever pays."""
    values = {
        **held_values(held), **term_values(term, style), **act_values(term.act, term.decided_on),
        "previous_expiry": w.until(previous, style),
    }  # fmt: skip
    return _act("DOC-03", "renewal-order", _("Arrêté de renouvellement de concession"), term.act, values=values)


def conversion(held: Held, term: Term, previous: Term | None, style: ExpiryStyle) -> Sheet:
    """DOC-04: old and new category, the credit and how it was found."""
    values = {
        **held_values(held), **term_values(term, style), **act_values(term.act, term.decided_on),
        "old_category": w.category(previous) if previous else "",
        "price_new": w.money(term.price_new),
        "credit": w.money(term.credit),
    }  # fmt: skip
    return _act(
        "DOC-04", "conversion-order", _("Arrêté de conversion de concession"), term.act, values=values,
        parts={"computation": computed(term.why)},
    )  # fmt: skip


def retrocession(held: Held, refund: Refund, act: ActNumber, style: ExpiryStyle) -> Sheet:
    """DOC-05: the founder gives the empty plot back."""
    values = {
        **held_values(held), **term_values(held.term, style), **act_values(act, held.closed_on),
        "refund": w.money(refund.amount),
        "refund_words": w.in_words(refund.amount),
        "ground_state": refund.ground_state,
        "decision": refund.decision,
    }  # fmt: skip
    return _act(
        "DOC-05", "retrocession", _("Acte de rétrocession de concession"), act, values=values,
        parts={"computation": computed(refund.why)},
        others=[(_("Le concessionnaire,"), who.name) for who in held.holders],
    )  # fmt: skip


def substitution(held: Held, gift: Gift, act: ActNumber, style: ExpiryStyle) -> Sheet:
    """DOC-06: a gift by notarial deed, signed by the mayor, the donor and the donee."""
    use = _("non utilisée") if not held.dead else _("utilisée ({occupants})", occupants=held_values(held)["occupants"])
    values = {
        **held_values(held), **term_values(held.term, style), **act_values(act),
        "donor": gift.donor, "donee": gift.donee, "notary_deed": gift.notary_deed, "use": use,
    }  # fmt: skip
    return _act(
        "DOC-06", "substitution", _("Acte de substitution de concessionnaire"), act, values=values,
        others=[(_("Le donateur,"), gift.donor), (_("Le donataire,"), gift.donee)],
    )  # fmt: skip


def certificate(held: Held, act: ActNumber, style: ExpiryStyle, checked_on: date) -> Sheet:
    """DOC-07: what the registers say of a concession on a day."""
    values = {
        **held_values(held), **term_values(held.term, style), **act_values(act, checked_on),
        "start": w.long_partial(held.term.start if held.term else held.deed_on),
        "checked_on": w.long_day(checked_on),
    }  # fmt: skip
    return Sheet(
        "DOC-07", "certificate", _("Attestation de concession"), values, number=act.reference, stamp=stamp_of(act)
    )
