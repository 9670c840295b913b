# SPDX-License-Identifier: EUPL-1.2
"""What the directory knows how to decide: whether two files are the same person."""
