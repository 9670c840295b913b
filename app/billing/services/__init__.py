# SPDX-License-Identifier: EUPL-1.2
"""The verbs of billing, one a file; `drafting`, `checking`, `settling` and `sealing` are what they share."""
