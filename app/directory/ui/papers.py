# SPDX-License-Identifier: EUPL-1.2
"""The directory prints nothing by itself: modules do, with its addresses."""

from __future__ import annotations

from app.forms.page import Paper

PAPERS: tuple[Paper, ...] = ()
