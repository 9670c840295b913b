# SPDX-License-Identifier: EUPL-1.2
"""Declared by and by."""

from __future__ import annotations

ACTIONS: tuple[()] = ()
