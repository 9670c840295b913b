# SPDX-License-Identifier: EUPL-1.2
"""What the cemetery knows how to decide: terms, states, waits, prices, room, rights. Values in, values out."""
