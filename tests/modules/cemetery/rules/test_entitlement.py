# SPDX-License-Identifier: EUPL-1.2
"""Who may be buried: the rights of L2223-3 and the table of concessions (§5.4, §5.5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from modules.cemetery.rules.codes import ConcessionKind, Kinship, RightBasis
from modules.cemetery.rules.entitlement import BurialRequest, RightFacts, may_be_buried, right_to_burial

FAMILY = BurialRequest()
INDIVIDUAL = BurialRequest(ConcessionKind.INDIVIDUAL)
COLLECTIVE = BurialRequest(ConcessionKind.COLLECTIVE)


@pytest.mark.parametrize(
    ("facts", "basis"),
    [
        (RightFacts(died_here=True, lives_here=True), RightBasis.DEATH_PLACE),
        (RightFacts(lives_here=True), RightBasis.RESIDENT),
        (RightFacts(family_grave=True), RightBasis.FAMILY_GRAVE),
        (RightFacts(on_electoral_roll=True), RightBasis.EXPATRIATE),
        (RightFacts(mayor_accepts=True), RightBasis.GRANTED_BY_MAYOR),
        (RightFacts(), None),
    ],
)
def test_the_right_to_a_burial_in_the_commune(facts: RightFacts, basis: RightBasis | None) -> None:
    answer = right_to_burial(facts)
    assert answer.basis is basis
    assert answer.decision.allowed is (basis is not None)
    if basis is None:
        assert "accord du maire" in str(answer.decision.closed[0].reason)
        assert answer.decision.closed[0].overridable


@pytest.mark.parametrize(
    ("request_", "closed", "words"),
    [
        (
            replace(FAMILY, in_force=False, expired_on=date(2024, 5, 10), is_heir=True),
            "IN_FORCE",
            "10/05/2024.*renouvelez",
        ),
        (replace(FAMILY, has_title=False, is_heir=True), "IN_FORCE", "aucun titre"),
        (INDIVIDUAL, "NAMED", "seul le fondateur"),
        (replace(INDIVIDUAL, founder_alive=True), "NAMED", "avenant"),
        (COLLECTIVE, "NAMED", "n’est pas nommée"),
        (replace(COLLECTIVE, kinship=Kinship.CHILD), "NAMED", "n’est pas nommée"),
        (replace(FAMILY, founder_alive=True, kinship=Kinship.CHILD), "FAMILY", "accord écrit"),
        (replace(FAMILY, kinship=Kinship.OTHER), "FAMILY", "tous les ayants droit"),
        (replace(FAMILY, kinship=Kinship.NEPHEW), "FAMILY", "parent sans être"),
        (replace(FAMILY, is_heir=True, is_excluded=True), "NOT_EXCLUDED", "exclu"),
        (replace(FAMILY, is_heir=True, opposition=True), "OPPOSITION", "tribunal"),
    ],
)
def test_a_burial_refused_says_what_to_do(request_: BurialRequest, closed: str, words: str) -> None:
    decision = may_be_buried(request_)
    assert [gate.code for gate in decision.closed] == [closed]
    gate = decision.closed[0]
    assert gate.overridable
    assert gate.article
    with pytest.raises(AssertionError, match=words):
        raise AssertionError(str(gate.reason))


@pytest.mark.parametrize(
    "request_",
    [
        replace(INDIVIDUAL, is_named=True),
        replace(COLLECTIVE, is_named=True),
        replace(FAMILY, is_holder=True, founder_alive=True),
        replace(FAMILY, founder_alive=True, founder_agreed=True, kinship=Kinship.OTHER),
        replace(FAMILY, is_heir=True),
        replace(FAMILY, kinship=Kinship.DESCENDANT),
        replace(FAMILY, kinship=Kinship.OTHER, heirs_agreed=True),
    ],
)
def test_a_burial_allowed(request_: BurialRequest) -> None:
    assert may_be_buried(request_).allowed


def test_every_condition_is_listed_open_or_closed() -> None:
    codes = [gate.code for gate in may_be_buried(replace(FAMILY, is_heir=True)).gates]
    assert codes == ["IN_FORCE", "OPPOSITION", "NOT_EXCLUDED", "FAMILY"]
