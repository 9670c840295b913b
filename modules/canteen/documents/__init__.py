# SPDX-License-Identifier: EUPL-1.2
"""Papers of the canteen: facts become blocks."""
