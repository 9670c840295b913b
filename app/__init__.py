# SPDX-License-Identifier: EUPL-1.2
"""Beffroi: the shell that loads the modules of a town hall."""

__version__ = "0.1.0"
