# SPDX-License-Identifier: EUPL-1.2
"""The papers of billing: facts in, blocks out."""
