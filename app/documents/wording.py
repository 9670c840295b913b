# SPDX-License-Identifier: EUPL-1.2
"""The legal and courtesy texts of the papers: files of a module, reworded by the commune without touching code.

A file `wording/NAME.txt` may open with `# Title` (its name on the settings page). Blank lines part the
paragraphs, lines that begin with `- ` make a list, `**words**` are bold, `{names}` are filled in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from app.core.outcome import UserError
from app.core.text import Text
from app.documents.blocks import Block, Bullets, Paragraph, Rich, Span, Tone
from app.documents.strings import _
from app.documents.typography import french

_PLACE = re.compile(r"\{([^{}]*)\}")
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)

Filling = Text | Span | int
"""What may stand in a place."""


@dataclass(frozen=True)
class Wording:
    """One text as the settings page shows it."""

    name: str
    title: str
    original: str
    text: str
    """What is printed: the commune's words, or the original."""

    @property
    def is_changed(self) -> bool:
        """Whether the commune has its own words, so that « back to the original » makes sense."""
        return self.text.strip() != self.original.strip()

    @property
    def places(self) -> tuple[str, ...]:
        """The names that may be filled in: those of the original."""
        return tuple(dict.fromkeys(_PLACE.findall(self.original)))


class Wordings:
    """The texts of one package (`modules.canteen`, `app.billing`); `overrides` are the commune's, by name."""

    def __init__(self, package: str, overrides: Mapping[str, str] | None = None) -> None:
        self.package = package
        self.overrides = dict(overrides or {})

    def entries(self) -> list[Wording]:
        """Every text of the package, by name."""
        return [self.wording(name) for name in sorted(_originals(self.package))]

    def wording(self, name: str) -> Wording:
        """The text `name`. Raises KeyError when the package has none."""
        title, original = _originals(self.package)[name]
        own = self.overrides.get(name, "").strip()
        return Wording(name, title, original, own or original)

    def check(self, name: str, text: str) -> None:
        """Refuse new words with a place that nothing fills, or a brace left open (UserError)."""
        allowed = self.wording(name).places
        for place in _PLACE.findall(text):
            if place not in allowed:
                raise _unknown_place(place, allowed, name)
        if re.search(r"[{}]", _PLACE.sub("", text)):
            raise UserError(
                _("Une accolade n’est pas refermée\u00a0: écrivez par exemple {example}.", example="{nom}"),
                field=name,
            )

    def text(self, name: str, /, **places: Filling) -> str:
        """The text filled in, without its looks. Raises UserError when a place has nothing to fill it."""
        filled = [_fill(paragraph, name, places) for paragraph in _paragraphs(self.wording(name).text)]
        return "\n\n".join("".join(_plain(part) for part in parts) for parts in filled)

    def blocks(self, name: str, /, tone: Tone = Tone.BODY, **places: Filling) -> tuple[Block, ...]:
        """The paragraphs and lists of the text, filled in; a paragraph left empty is left out."""
        found: list[Block] = []
        for paragraph in _paragraphs(self.wording(name).text):
            if paragraph.startswith("- "):
                items = [_fill(item, name, places) for item in re.split(r"\n(?=- )", paragraph)]
                found.append(Bullets([_without_dash(item) for item in items]))
                continue
            rich = _fill(paragraph, name, places)
            if "".join(_plain(part) for part in rich).strip():
                found.append(Paragraph(_simple(rich), tone))
        return tuple(found)

    def rich(self, name: str, /, **places: Filling) -> Rich:
        """The whole text as one run, paragraphs parted by line breaks: for a note or a cell."""
        parts: list[Text | Span] = []
        for paragraph in _paragraphs(self.wording(name).text):
            parts += ["\n", *_fill(paragraph, name, places)] if parts else _fill(paragraph, name, places)
        return _simple(tuple(parts))


@cache
def _originals(package: str) -> dict[str, tuple[str, str]]:
    """The title and text of each file of a package, read once."""
    folder = files(package) / "wording"
    found: dict[str, tuple[str, str]] = {}
    if not folder.is_dir():
        return found
    for entry in folder.iterdir():
        if entry.name.endswith(".txt"):
            name = entry.name.removesuffix(".txt")
            first, _break, rest = entry.read_text(encoding="utf-8").partition("\n")
            titled = first.startswith("# ")
            text = rest if titled else f"{first}\n{rest}"
            found[name] = (first[2:].strip() if titled else name, text.strip())
    return found


def _paragraphs(text: str) -> list[str]:
    """The paragraphs, each on one line: a file may be wrapped where its author likes."""
    found = []
    for part in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").strip()):
        lines = [line.strip() for line in part.strip().split("\n")]
        joined = lines[0]
        for line in lines[1:]:
            joined += ("\n" if line.startswith("- ") else " ") + line
        found.append(french(joined))
    return [paragraph for paragraph in found if paragraph]


def _fill(paragraph: str, name: str, places: Mapping[str, Filling]) -> tuple[Text | Span, ...]:
    """The pieces of a paragraph, bold where asterisks say so, with its places filled."""
    parts: list[Text | Span] = []
    for rank, piece in enumerate(_BOLD.split(paragraph)):
        heavy = rank % 2 == 1
        for number, words in enumerate(_PLACE.split(piece)):
            value: Filling = words
            if number % 2:
                if words not in places:
                    raise _unknown_place(words, tuple(places), name)
                value = places[words]
            if isinstance(value, Span):
                parts.append(value)
            elif str(value):
                parts.append(Span(str(value), bold=True) if heavy else str(value))
    return _joined(parts)


def _joined(parts: list[Text | Span]) -> tuple[Text | Span, ...]:
    """Neighbouring plain texts made one."""
    found: list[Text | Span] = []
    for part in parts:
        if found and isinstance(part, str) and isinstance(found[-1], str):
            found[-1] = found[-1] + part
        else:
            found.append(part)
    return tuple(found)


def _simple(parts: tuple[Text | Span, ...]) -> Rich:
    return parts[0] if len(parts) == 1 else _joined(list(parts))


def _without_dash(parts: tuple[Text | Span, ...]) -> Rich:
    first = parts[0]
    return _simple((str(first).removeprefix("- "), *parts[1:])) if isinstance(first, str) else _simple(parts)


def _plain(part: Text | Span) -> str:
    return str(part.text) if isinstance(part, Span) else str(part)


def _unknown_place(place: str, allowed: tuple[str, ...], name: str) -> UserError:
    known = ", ".join("{" + each + "}" for each in allowed)
    shown = "{" + place + "}"
    if not known:
        return UserError(
            _("Le texte contient {place}, que rien ne remplit\u00a0: retirez-le.", place=shown), field=name
        )
    return UserError(
        _(
            "Le texte contient {place}, que rien ne remplit. Les mots entre accolades possibles sont\u00a0: {known}.",
            place=shown,
            known=known,
        ),
        field=name,
    )
