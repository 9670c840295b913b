# SPDX-License-Identifier: EUPL-1.2
"""Grant a concession: free ground, a length the council instituted, a price, a numbered deed (§5, §12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from app.core.dates import PartialDate, show_day
from app.core.money import ZERO, show_money
from app.core.outcome import Address, Report, UserError
from app.directory.models import Person
from app.forms.records import get
from app.store.uow import Work
from modules.cemetery import models as m
from modules.cemetery.facts_of import delays_in_force, plot_facts
from modules.cemetery.permissions import GRANT
from modules.cemetery.queries import concession_name
from modules.cemetery.room_of import death_of
from modules.cemetery.rules.codes import (
    EQUIPMENT,
    ActFamily,
    ConcessionKind,
    Kinship,
    PartyRole,
    PlotState,
    Regime,
    TariffOperation,
    TermOperation,
)
from modules.cemetery.rules.prices import Price, price_of_ground
from modules.cemetery.rules.shares import ccas_split
from modules.cemetery.rules.states import StateAnswer, state_of
from modules.cemetery.rules.terms import duration_code, duration_gate, expiry_of, shown_expiry
from modules.cemetery.rules.why import Gate, Reason
from modules.cemetery.services.add_fee import add_fee, payer_of
from modules.cemetery.services.number_act import number_act
from modules.cemetery.services.passing import kept, pass_gates, said, worth_reading
from modules.cemetery.strings import _, _n, label
from modules.cemetery.tariffs_of import ccas_share, ground_of, offered_years, tariff_lines

PAGE = "cemetery.concessions"
PLOTS = "cemetery.plots"
DEED = "cemetery.deed"
_TAKEN = {
    PlotState.CONCEDED_ACTIVE, PlotState.EXPIRED_RENEWABLE, PlotState.EXPIRED_REPOSSESSABLE,
    PlotState.EXPIRED_BLOCKED, PlotState.ABANDONMENT_RUNNING,
}  # fmt: skip
_COMMON = {PlotState.COMMON_OCCUPIED, PlotState.COMMON_REPOSSESSABLE}


@dataclass(frozen=True)
class _Offer:
    """What was asked, once read: the ground, its price, the term."""

    plots: list[m.Plot]
    start: date
    years: int | None
    expires_on: date | None
    price: Price
    gates: list[Gate]


def grant_concession(
    work: Work,
    *,
    plots: Sequence[int],
    holders: Sequence[int],
    years: int | None,
    start: date | None = None,
    kind: ConcessionKind = ConcessionKind.FAMILY,
    beneficiaries: Sequence[int] = (),
    excluded: Sequence[int] = (),
    number: str = "",
    family_name: str = "",
    payer: int | None = None,
    contact: int | None = None,
    resident: bool = True,
    free_price: Decimal | None = None,
    receipt: str = "",
    remark: str = "",
    override_reason: str = "",
) -> Report:
    """Grant `plots` to `holders` for `years` (None: perpetual) from `start` (today without it).

    Makes the deed's number, the sum due and the parties. `free_price` (euros) replaces the tariff, for a
    concession of honour: it asks for a written reason. Raises `UserError` when the ground is not free, the
    length not instituted, no tariff prices it, or nobody can hold it.
    """
    work.require(GRANT)
    begin = start or work.today
    found = _holders(work, holders, begin)
    offer = _offer(work, list(plots), years, begin, resident, free_price)
    offer.gates.append(_listed(kind, beneficiaries))
    reason = pass_gates(work, offer.gates, override_reason)
    concession = m.Concession(
        cemetery_id=offer.plots[0].cemetery_id, number=number.strip(), kind=kind, deed_on=PartialDate.of(begin),
        family_name=family_name.strip() or found[0].name.upper(), contact_id=contact or found[0].id, remark=remark,
    )  # fmt: skip
    work.session.add(concession)
    work.session.flush()
    act = number_act(
        work,
        ActFamily.DEED,
        title=_("Titre de concession"),
        made_on=begin,
        paper=DEED,
        concession_id=concession.id,
    )
    if not concession.number:
        concession.number = act.reference
    concession.grounds = [m.ConcessionPlot(plot_id=plot.id) for plot in offer.plots]
    _name_parties(concession, found, beneficiaries, excluded, begin)
    term = _first_term(work, concession, offer, act.id, receipt, reason)
    for plot in offer.plots:
        plot.reserved_from = plot.reserved_until = None
        plot.reserved_for = ""
    _charge(work, concession, term, offer, payer or payer_of(work, found[0].id), found[0].id)
    work.session.flush()
    return _report(concession, offer, act)


# ---------------------------------------------------------------- what is asked


def _holders(work: Work, holders: Sequence[int], on: date) -> list[Person]:
    if not holders:
        raise UserError(_("Choisissez au moins un concessionnaire."), "holders")
    found = [get(work.session, Person, person) for person in dict.fromkeys(holders)]
    for person in found:
        died = death_of(work.session, person.id)
        if died is not None and died.first <= on:
            raise UserError(
                _(
                    "Le décès de {name} est noté au {day}\u00a0: une concession s’accorde à une personne vivante.",
                    name=person.title,
                    day=died.show(),
                ),
                "holders",
            )
    return found


def _offer(
    work: Work, ids: list[int], years: int | None, start: date, resident: bool, free_price: Decimal | None
) -> _Offer:
    session = work.session
    plots = [get(session, m.Plot, plot) for plot in dict.fromkeys(ids)]
    if not plots:
        raise UserError(_("Choisissez au moins un emplacement."), "plots")
    if len({plot.cemetery_id for plot in plots}) > 1:
        raise UserError(
            _("Une concession tient dans un seul cimetière\u00a0: choisissez des emplacements voisins."),
            "plots",
        )
    if start > work.today:
        raise UserError(
            _("Un titre n’est pas daté de l’avenir\u00a0: la concession commence au plus tard aujourd’hui."),
            "start",
        )
    delays, facts = delays_in_force(session), plot_facts(session, [plot.id for plot in plots])
    gates = [duration_gate(years, offered_years(session))]
    for plot in plots:
        gates += _plot_gates(plot, state_of(facts[plot.id], start, delays))
        if gates[-1].is_open or gates[-1].overridable:
            gates += _not_granted_since(work, plot, start)
    price = _price(work, plots, years, start, resident, free_price, gates)
    expires = expiry_of(PartialDate.of(start), years).on
    return _Offer(plots, start, years, expires, price, gates)


def _price(
    work: Work,
    plots: list[m.Plot],
    years: int | None,
    start: date,
    resident: bool,
    free_price: Decimal | None,
    gates: list[Gate],
) -> Price:
    """By the tariff, or as somebody decided; a closed gate says which tariff is missing."""
    if free_price is not None:
        if free_price < 0:
            raise UserError(_("Un prix ne peut pas être négatif."), "free_price")
        why = _("Prix fixé à {amount} par décision particulière.", amount=show_money(free_price))
        gates.append(
            Gate(
                "PRICE",
                _("Prix du tarif"),
                False,
                _("le prix n’est pas celui du tarif du conseil"),
                "CGCT L2223-15",
            )
        )
        return Price(free_price, (Reason(why),), (), start)
    ground = ground_of(plots, resident=resident)
    try:
        return price_of_ground(
            tariff_lines(work.session), TariffOperation.GRANT, ground, duration_code(years), years, start
        )
    except UserError as error:
        gates.append(Gate("TARIFF", _("Tarif en vigueur"), False, error.message, overridable=False))
        return Price(ZERO, ())


def _plot_gates(plot: m.Plot, answer: StateAnswer) -> list[Gate]:
    """Whether the ground may be sold: free, made for it, and not somebody's."""
    title, code = _("Emplacement {label}", label=plot.label), f"PLOT_{plot.id}"
    if plot.kind in EQUIPMENT or plot.regime in (Regime.MUNICIPAL, Regime.MILITARY):
        why = _(
            "cet emplacement ne se concède pas ({kind})\u00a0: choisissez-en un autre", kind=label(plot.kind)
        )
        return [Gate(code, title, False, why, "CGCT L2223-13", overridable=False)]
    state = answer.state
    if state is PlotState.FREE and plot.regime is Regime.COMMON:
        why = _(
            "il est en terrain commun\u00a0: changez d’abord son régime, ou choisissez un terrain à concéder"
        )
        return [Gate(code, title, False, why, "CGCT R2223-1", overridable=False)]
    if state is PlotState.FREE:
        return [Gate(code, title, True, label(state))]
    if state in _TAKEN:
        why = _(
            "il est déjà à quelqu’un ({state})\u00a0: choisissez un emplacement libre", state=label(state)
        )
        return [Gate(code, title, False, why, "CGCT L2223-13", answer.repossessable_from, overridable=False)]
    if state in _COMMON:
        why = _("un corps y repose en terrain commun\u00a0: transférez-le d’abord dans un terrain concédé")
        return [Gate(code, title, False, why, "CGCT R2223-5")]
    if state is PlotState.REPOSSESSED_TO_CLEAR:
        why = _(
            "il vient d’être repris\u00a0: enlevez d’abord le monument et les restes, et écrivez le registre"
        )
        return [Gate(code, title, False, why, "CGCT R2223-21", overridable=False)]
    if state is PlotState.RESERVED:
        why = _(
            "il est réservé à {name}\u00a0: levez la réservation, ou écrivez pourquoi",
            name=plot.reserved_for or "?",
        )
        return [Gate(code, title, False, why, "", answer.until)]
    if state is PlotState.UNTITLED_OCCUPIED:
        why = _("il est occupé sans titre connu\u00a0: vérifiez que la famille est bien celle des défunts")
        return [Gate(code, title, False, why, "CGCT L2223-13")]
    why = _("il est hors service\u00a0: choisissez un autre emplacement")
    return [Gate(code, title, False, why, overridable=False)]


def _not_granted_since(work: Work, plot: m.Plot, start: date) -> list[Gate]:
    """A grant dated back must not fall before a later term, nor beside a concession nobody closed."""
    title = _("Emplacement {label}", label=plot.label)
    open_one = work.session.scalars(
        select(m.Concession)
        .join(m.ConcessionPlot, m.ConcessionPlot.concession_id == m.Concession.id)
        .where(m.ConcessionPlot.plot_id == plot.id, m.Concession.closed_on.is_(None))
    ).first()
    if open_one is not None:
        why = _(
            "la concession {name} n’y est pas close\u00a0: complétez-la, ou clôturez-la d’abord",
            name=concession_name(open_one.number, open_one.family_name),
        )
        return [Gate(f"OPEN_{plot.id}", title, False, why, overridable=False)]
    later = work.session.scalars(
        select(m.ConcessionTerm)
        .join(m.ConcessionPlot, m.ConcessionPlot.concession_id == m.ConcessionTerm.concession_id)
        .where(m.ConcessionPlot.plot_id == plot.id, m.ConcessionTerm.start.is_not(None))
    ).all()
    clash = next((term for term in later if term.start is not None and term.start.first >= start), None)
    if clash is None or clash.start is None:
        return []
    why = _(
        "un terme y commence déjà le {day}\u00a0: deux termes ne se recouvrent pas", day=clash.start.show()
    )
    return [Gate(f"TERM_{plot.id}", title, False, why, overridable=False)]


def _listed(kind: ConcessionKind, beneficiaries: Sequence[int]) -> Gate:
    count = len(set(beneficiaries))
    wanted = {ConcessionKind.INDIVIDUAL: count == 1, ConcessionKind.COLLECTIVE: count >= 1}
    is_open = wanted.get(kind, True)
    why = (
        _(
            "une concession individuelle désigne une personne, une seule\u00a0: choisissez-la parmi les bénéficiaires"
        )
        if kind is ConcessionKind.INDIVIDUAL
        else _("une concession collective nomme ses bénéficiaires\u00a0: choisissez-les")
    )
    return Gate("NAMED", _("Personnes nommées"), is_open, "" if is_open else why, overridable=False)


# ---------------------------------------------------------------- what is written


def _name_parties(
    concession: m.Concession,
    holders: Sequence[Person],
    beneficiaries: Sequence[int],
    excluded: Sequence[int],
    start: date,
) -> None:
    since = PartialDate.of(start)
    parties = [
        m.ConcessionParty(
            person_id=person.id, role=PartyRole.HOLDER, rank=rank, valid_from=since,
            kinship=Kinship.FOUNDER if rank == 1 else Kinship.UNKNOWN,
        )
        for rank, person in enumerate(holders, start=1)
    ]  # fmt: skip
    for role, people in ((PartyRole.BENEFICIARY, beneficiaries), (PartyRole.EXCLUDED, excluded)):
        parties += [
            m.ConcessionParty(person_id=person, role=role, rank=rank, valid_from=since)
            for rank, person in enumerate(dict.fromkeys(people), start=1)
        ]
    concession.parties = parties


def _first_term(
    work: Work, concession: m.Concession, offer: _Offer, act: int, receipt: str, reason: str
) -> m.ConcessionTerm:
    split = ccas_split(offer.price.amount, ccas_share(work.session))
    term = m.ConcessionTerm(
        sequence=1, operation=TermOperation.GRANT, duration=duration_code(offer.years), years=offer.years,
        start=PartialDate.of(offer.start), expires_on=offer.expires_on, decided_on=offer.start,
        tariff_on=offer.price.tariff_on, price=offer.price.amount, ccas=split.ccas, receipt=receipt, act_id=act,
        override_reason=reason, snapshot=kept(offer.gates, offer.price.why, tariffs=offer.price.tariff_ids),
    )  # fmt: skip
    concession.terms = [term]
    work.session.flush()
    return term


def _charge(
    work: Work,
    concession: m.Concession,
    term: m.ConcessionTerm,
    offer: _Offer,
    payer: int | None,
    holder: int,
) -> None:
    if offer.price.amount == ZERO:
        return
    labels = ", ".join(plot.label for plot in offer.plots)
    add_fee(
        work, operation=TariffOperation.GRANT, due_on=offer.start,
        title=_("Concession {number}, {plots}, {length}", number=concession.number, plots=labels, length=length(offer.years)),
        price=offer.price, payer=payer, concession=concession.id, term=term.id, person=holder,
    )  # fmt: skip


def length(years: int | None) -> str:
    """« 30 ans », « perpétuelle »."""
    return str(_("perpétuelle") if years is None else _n("1 an", "{n} ans", years))


def _report(concession: m.Concession, offer: _Offer, act: m.Act) -> Report:
    labels = ", ".join(plot.label for plot in offer.plots)
    return Report(
        summary=_(
            "Concession {number} accordée sur {plots} du {start} au {end}, pour {price}.",
            number=concession.number,
            plots=labels,
            start=show_day(offer.start),
            end=shown_expiry(offer.expires_on),
            price=show_money(offer.price.amount),
        )
        if offer.expires_on
        else _(
            "Concession perpétuelle {number} accordée sur {plots} le {start}, pour {price}.",
            number=concession.number,
            plots=labels,
            start=show_day(offer.start),
            price=show_money(offer.price.amount),
        ),
        notes=[*worth_reading(offer.gates), *said(offer.price.why)],
        records=[Address(PAGE, concession.id), *(Address(PLOTS, plot.id) for plot in offer.plots)],
        facts={
            "number": concession.number,
            "act": act.reference,
            "price": offer.price.amount,
            "expires_on": offer.expires_on,
        },
    )
