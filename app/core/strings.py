# SPDX-License-Identifier: EUPL-1.2
"""The shell's own sentences: the `_` and `_n` of the gettext domain `app`."""

from app.core.text import translator

_, _n = translator("app")
