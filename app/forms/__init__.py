# SPDX-License-Identifier: EUPL-1.2
"""Declarations of fields, pages and forms, without a window."""
