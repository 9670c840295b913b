# SPDX-License-Identifier: EUPL-1.2
"""What a colour may mean. Apart from the fields, so that the window is painted before any of them is read."""

from __future__ import annotations

from enum import StrEnum


class Tone(StrEnum):
    """The five meanings a colour may carry; each also has an icon, never a colour alone."""

    NEUTRAL = "neutral"
    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    DANGER = "danger"
