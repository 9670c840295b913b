# SPDX-License-Identifier: EUPL-1.2
"""Pages, actions and papers as declarations; the plan, the grave and the register reader, which are not lists."""
