# SPDX-License-Identifier: EUPL-1.2
"""Passages between states, and parameters that change with time."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import pytest

from app.core.outcome import Refusal, UserError
from app.core.parameters import DatedParameter, DatedValue
from app.core.state import Transitions


class Stage(StrEnum):
    """Stages of a sample record."""

    DRAFT = "draft"
    SENT = "sent"
    PAID = "paid"


def may_be_sent(facts: object) -> Refusal | None:
    """Only with an address."""
    return None if facts == "address" else Refusal("", "il manque l’adresse")


STAGES = Transitions({(Stage.DRAFT, Stage.SENT): may_be_sent, (Stage.SENT, Stage.PAID): None})


def test_passages() -> None:
    assert STAGES.following(Stage.DRAFT) == [Stage.SENT]
    assert STAGES.is_final(Stage.PAID)
    assert STAGES.go(Stage.DRAFT, Stage.SENT, "address") is Stage.SENT
    assert STAGES.refusal(Stage.SENT, Stage.PAID) is None


def test_refused_passages() -> None:
    with pytest.raises(UserError, match="il manque l’adresse"):
        STAGES.go(Stage.DRAFT, Stage.SENT)
    with pytest.raises(UserError, match="ne peut pas devenir"):
        STAGES.go(Stage.PAID, Stage.DRAFT)


def test_a_parameter_has_the_value_of_the_day_and_its_source() -> None:
    delay = DatedParameter(
        "billing.due-days",
        [(date(2026, 1, 1), 30, "délibération"), DatedValue(date(2020, 1, 1), 45, "usage")],
    )
    assert delay.value_on(date(2025, 12, 31)) == 45
    assert delay.dated_on(date(2026, 1, 1)) == DatedValue(date(2026, 1, 1), 30, "délibération")
    with pytest.raises(UserError, match="1er janvier 2019"):
        delay.value_on(date(2019, 1, 1))
    assert delay.with_value(date(2026, 1, 1), 20, "nouvelle").value_on(date(2026, 6, 1)) == 20
    assert delay.value_on(date(2026, 6, 1)) == 30
    with pytest.raises(ValueError, match="same day"):
        DatedParameter("x", [(date(2026, 1, 1), 1, ""), (date(2026, 1, 1), 2, "")])
