# SPDX-License-Identifier: EUPL-1.2
"""The `_` and `_n` of papers and charts (gettext domain `app`)."""

from app.core.text import translator

_, _n = translator("app")
