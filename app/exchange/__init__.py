# SPDX-License-Identifier: EUPL-1.2
"""Tabular files in and out: CSV, XLSX, ODS."""
