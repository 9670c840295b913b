# SPDX-License-Identifier: EUPL-1.2
"""Pages, actions and papers as declarations; the grids that are not lists."""
