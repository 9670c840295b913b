# SPDX-License-Identifier: EUPL-1.2
"""Text cells that a spreadsheet would run as formulas are made harmless, and restored when we read them back."""

from __future__ import annotations

import re

_RUNS = re.compile(r"'*[=+\-@＝＋－＠\t\r\n]")
_NEUTRALISED = re.compile(r"'+[=+\-@＝＋－＠\t\r\n]")
_NUMBER_OR_PHONE = re.compile(r"[+-][0-9][0-9 .,()\u00a0\u202f-]*")


def neutralise(text: str) -> str:
    """`text` behind an apostrophe if a spreadsheet would take it for a formula; numbers and phones as they are.

    One to one: a text that already looks neutralised gets one apostrophe more, so `restore` always undoes it.
    """
    if _RUNS.match(text) and not _NUMBER_OR_PHONE.fullmatch(text):
        return f"'{text}"
    return text


def restore(text: str) -> str:
    """The text that `neutralise` was given."""
    return text[1:] if _NEUTRALISED.match(text) else text
