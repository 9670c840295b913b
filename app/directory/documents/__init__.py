# SPDX-License-Identifier: EUPL-1.2
"""Papers of the directory: facts become blocks."""
