# SPDX-License-Identifier: EUPL-1.2
"""Papers of the cemetery: facts become blocks."""
