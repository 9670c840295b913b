# SPDX-License-Identifier: EUPL-1.2
"""Sentences that know how to say themselves: a message is a value, resolved when it is shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

SOURCE_LANGUAGE = "fr"

_PLACE = re.compile(r"\{(\w+)\}")


class Catalogue(Protocol):
    """Answers the translation of a msgid in a domain, or None when it has none."""

    def __call__(self, domain: str, msgid: str, n: int | None) -> str | None: ...


_catalogue: Catalogue | None = None
_language = SOURCE_LANGUAGE


def use_catalogue(language: str, catalogue: Catalogue | None) -> None:
    """Choose the language of everything shown from now on; `None` goes back to the French source."""
    global _catalogue, _language
    _language, _catalogue = language, catalogue


def language() -> str:
    """Code of the language in use, `fr` unless another catalogue was chosen."""
    return _language


@dataclass(frozen=True)
class Msg:
    """A sentence of the interface: domain, French text, named values, and a plural form if it counts.

    `str(msg)` gives the sentence in the language in use. Two messages with the same parts are equal,
    so that reports and block trees can be compared in tests.
    """

    domain: str
    text: str
    plural: str | None = None
    n: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        text = _catalogue(self.domain, self.text, self.n) if _catalogue else None
        if text is None:
            # In French zero is singular: the plural starts at two.
            text = self.plural if self.plural is not None and abs(self.n or 0) >= 2 else self.text
        values = self.values if self.n is None else {"n": self.n, **self.values}
        return _PLACE.sub(lambda m: str(values[m[1]]) if m[1] in values else m[0], text)

    def with_values(self, **values: Any) -> Msg:
        """The same sentence with more named values filled in."""
        return Msg(self.domain, self.text, self.plural, self.n, {**self.values, **values})


Text = Msg | str
"""What may be shown: a message, or a text that comes from the data (a name, a number)."""


def translator(domain: str) -> tuple[Callable[..., Msg], Callable[..., Msg]]:
    """The `_` and `_n` of one gettext domain (one per module).

    `_("{count} factures", count=3)`; `_n("{n} repas servi", "{n} repas servis", n)`.
    """

    def one(text: str, /, **values: Any) -> Msg:
        return Msg(domain, text, None, None, values)

    def many(text: str, plural: str, n: int, /, **values: Any) -> Msg:
        return Msg(domain, text, plural, n, values)

    return one, many
