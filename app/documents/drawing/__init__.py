# SPDX-License-Identifier: EUPL-1.2
"""How each block is drawn: fonts, lines of text, strips, pages. Only `app.documents.render` calls in here."""
