# SPDX-License-Identifier: EUPL-1.2
"""When a family counts as informed of an expiry: one person reached, or searched for in vain, and a posting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from modules.cemetery.rules.codes import INDIVIDUAL_MEANS, InformationMeans, InformationResult

REACHED = frozenset({InformationResult.DELIVERED, InformationResult.REFUSED})
"""A registered letter refused was presented: its addressee was informed."""
PUBLIC_MEANS = frozenset({InformationMeans.STICKER, InformationMeans.POSTING})


@dataclass(frozen=True, slots=True)
class ProofFacts:
    """One attempt to inform."""

    sent_on: date
    means: InformationMeans
    result: InformationResult
    result_on: date | None = None


def informed_on(proofs: Iterable[ProofFacts], since: date) -> date | None:
    """First day on which individual information (or a fruitless search) and a posting are both proved.

    Only what was done from `since` on counts: an answer about an earlier term proves nothing
    (L2223-15; CE 11 March 2020, no 436693: a notice at the cemetery alone is not enough).
    """
    person: date | None = None
    public: date | None = None
    for proof in proofs:
        if proof.sent_on < since:
            continue
        if proof.means in PUBLIC_MEANS:
            public = min(public or proof.sent_on, proof.sent_on)
        elif (proof.means in INDIVIDUAL_MEANS and proof.result in REACHED) or (
            proof.means is InformationMeans.SEARCH and proof.result is InformationResult.FRUITLESS
        ):
            day = proof.result_on or proof.sent_on
            person = min(person or day, day)
    return None if person is None or public is None else max(person, public)
