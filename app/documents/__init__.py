# SPDX-License-Identifier: EUPL-1.2
"""Papers as values, and the one renderer that draws them."""
