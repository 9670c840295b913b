# SPDX-License-Identifier: EUPL-1.2
"""The verbs of the cemetery, one a file; none of them commits."""
