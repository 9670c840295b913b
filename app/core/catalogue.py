# SPDX-License-Identifier: EUPL-1.2
"""Other languages than French: finds the `.po` file of a domain, reads it when a sentence first needs it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from gettext import c2py
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.resources import resources_folder
from app.core.text import SOURCE_LANGUAGE, use_catalogue

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

SHELL = "app"
"""The domain of everything that belongs to no module; its catalogues are among the resources."""

_CODE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")


def speak(language: str) -> None:
    """Show everything in `language` from now on ("en"); French when it is empty or no code of a language."""
    known = bool(_CODE.fullmatch(language)) and language != SOURCE_LANGUAGE
    use_catalogue(language if known else SOURCE_LANGUAGE, Translations(language) if known else None)


class Translations:
    """The catalogues of one language, one file a domain; a domain without a file stays in French."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._read: dict[str, Catalog | None] = {}

    def __call__(self, domain: str, msgid: str, n: int | None) -> str | None:
        """The translation of `msgid`, in the form that goes with `n` things; None when there is none."""
        if domain not in self._read:
            file = catalogue_file(domain, self.language)
            self._read[domain] = read_catalogue(file, self.language) if file and file.is_file() else None
        catalogue = self._read[domain]
        message = catalogue.get(msgid) if catalogue is not None else None
        if catalogue is None or message is None or message.fuzzy:
            return None
        said = message.string or ""
        forms = [said] if isinstance(said, str) else list(said)
        form = 0 if n is None or len(forms) == 1 else _plural_rule(catalogue.plural_expr)(abs(n))
        return forms[form] or None


@cache
def catalogue_file(domain: str, language: str) -> Path | None:
    """Where the catalogue of a domain is or would be; None when no installed package has that name."""
    tail = Path("i18n", language, "LC_MESSAGES", f"{domain}.po")
    if domain == SHELL:
        return resources_folder() / tail
    for package in (f"app.{domain}", f"modules.{domain}"):
        spec = find_spec(package)
        if spec is not None and spec.submodule_search_locations:
            return Path(next(iter(spec.submodule_search_locations))) / tail
    return None


@cache
def _plural_rule(expression: str) -> Callable[[int], int]:
    """The number of the form for `n`, from an expression of gettext: "(n != 1)"."""
    rule: Callable[[int], int] = c2py(expression)
    return rule


def read_catalogue(file: Path, language: str) -> Catalog:
    """The content of a `.po` file; raises `babel.messages.pofile.PoFileError` when it is damaged."""
    # Only needed out of French: not at the top.
    from babel.messages.pofile import read_po

    with file.open("rb") as stream:
        return read_po(stream, locale=language, abort_invalid=True)
