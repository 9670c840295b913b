# SPDX-License-Identifier: EUPL-1.2
"""What directory shows: declarations only."""
