# SPDX-License-Identifier: EUPL-1.2
"""A package with wordings of its own, for the tests."""
