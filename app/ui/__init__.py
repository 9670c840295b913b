# SPDX-License-Identifier: EUPL-1.2
"""The window: the only package of the shell that imports Qt."""
