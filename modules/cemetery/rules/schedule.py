# SPDX-License-Identifier: EUPL-1.2
"""The schedule of an expiry: who must be told what and when, and what proves it (reference §6.3)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.text import Text
from modules.cemetery.rules.codes import (
    INDIVIDUAL_MEANS,
    InformationMeans,
    InformationResult,
)
from modules.cemetery.rules.terms import add_months, first_allowed
from modules.cemetery.strings import _

M = InformationMeans


class ScheduleCode(StrEnum):
    """Steps of an expiry, in their order."""

    LISTED = "LISTED"
    COURTESY = "COURTESY"
    NOTICE = "NOTICE"
    POSTING = "POSTING"
    REMINDER = "REMINDER"
    LAST_NOTICE = "LAST_NOTICE"
    REPOSSESSION = "REPOSSESSION"


@dataclass(frozen=True)
class ScheduledStep:
    """One step of the schedule of one expiry."""

    code: ScheduleCode
    offset_months: int
    on: date
    title: Text
    means: tuple[InformationMeans, ...]
    """What may prove it; empty when there is nothing to send."""


@dataclass(frozen=True)
class ProofFacts:
    """One attempt to inform, as the schedule reads it."""

    on: date
    means: InformationMeans
    result: InformationResult = InformationResult.UNKNOWN


@dataclass(frozen=True)
class _Model:
    code: ScheduleCode
    offset: int
    means: tuple[InformationMeans, ...] = ()
    counts_from: int = 0
    """Months, relative to the expiry, from which a proof counts for this step."""


LETTERS = (M.LETTER, M.EMAIL, M.REGISTERED)
_MODELS = (
    _Model(ScheduleCode.LISTED, -12),
    _Model(ScheduleCode.COURTESY, -6, LETTERS, -12),
    _Model(ScheduleCode.NOTICE, 0, LETTERS, -1),
    _Model(ScheduleCode.POSTING, 1, (M.POSTING, M.STICKER), 0),
    _Model(ScheduleCode.REMINDER, 12, LETTERS, 11),
    _Model(ScheduleCode.LAST_NOTICE, 21, (M.REGISTERED,), 20),
    _Model(ScheduleCode.REPOSSESSION, 24),
)
TITLES: dict[ScheduleCode, Text] = {
    ScheduleCode.LISTED: _("Entrée à l’échéancier\u00a0: vérifier adresses et décès"),
    ScheduleCode.COURTESY: _("Courrier de courtoisie"),
    ScheduleCode.NOTICE: _("Avis d’échéance\u00a0: droit de renouveler, prix, dernier jour"),
    ScheduleCode.POSTING: _("Affichette sur la sépulture et liste en mairie et au cimetière"),
    ScheduleCode.REMINDER: _("Relance"),
    ScheduleCode.LAST_NOTICE: _("Dernier avis par lettre recommandée"),
    ScheduleCode.REPOSSESSION: _("Reprise possible si toutes les conditions sont réunies"),
}


def steps(expires_on: date) -> list[ScheduledStep]:
    """Every step of the schedule of an expiry, each counted from the expiry itself, in order of time."""
    return [
        ScheduledStep(model.code, model.offset, _day(expires_on, model), TITLES[model.code], model.means)
        for model in _MODELS
    ]


def _day(expires_on: date, model: _Model) -> date:
    if model.code is ScheduleCode.REPOSSESSION:
        return first_allowed(expires_on, months=model.offset)
    return add_months(expires_on, model.offset)


def due_steps(expires_on: date, proofs: Collection[ProofFacts], day: date) -> list[ScheduledStep]:
    """What is to be done by `day` and has no proof yet; a letter that a later one replaces is no longer asked for.

    The entry in the schedule and the possible repossession need no proof: they show until the next step.
    """
    begun = [(model, step) for model, step in zip(_MODELS, steps(expires_on), strict=True) if step.on <= day]
    if not begun:
        return []
    found = []
    letters = [step.code for model, step in begun if M.REGISTERED in model.means]
    for model, step in begun:
        if not model.means:
            if step is begun[-1][1]:
                found.append(step)
        elif not _is_proved(model, expires_on, proofs) and (
            step.code is ScheduleCode.POSTING or step.code is letters[-1]
        ):
            found.append(step)
    return found


def _is_proved(model: _Model, expires_on: date, proofs: Iterable[ProofFacts]) -> bool:
    since = add_months(expires_on, model.counts_from)
    return any(proof.means in model.means and proof.on >= since for proof in proofs)


def informed_on(proofs: Iterable[ProofFacts], expires_on: date) -> date | None:
    """Day since which the duty to inform is proved (gate G4); None while it is not.

    It takes one attempt that reached a person (a letter that did not come back, an answered call) or a search
    without result, and one posting: a notice at the cemetery alone is not enough
    (CE 11 March 2020, no 436693). Only what tells of this expiry counts: from a year before it.
    """
    since = add_months(expires_on, -12)
    told: date | None = None
    posted: date | None = None
    for proof in proofs:
        if proof.on < since:
            continue
        if _tells_somebody(proof):
            told = proof.on if told is None else min(told, proof.on)
        elif proof.means in (M.POSTING, M.STICKER):
            posted = proof.on if posted is None else min(posted, proof.on)
    return None if told is None or posted is None else max(told, posted)


def _tells_somebody(proof: ProofFacts) -> bool:
    if proof.means is M.SEARCH:
        return proof.result is InformationResult.FRUITLESS
    if proof.means not in INDIVIDUAL_MEANS:
        return False
    # A call that found nobody told nobody; a letter that did not come back is kept as proof.
    if proof.means is M.PHONE:
        return proof.result is InformationResult.DELIVERED
    return proof.result not in (InformationResult.RETURNED, InformationResult.FRUITLESS)
