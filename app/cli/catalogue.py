# SPDX-License-Identifier: EUPL-1.2
"""For who writes or translates: reads the sentences of the code and keeps the `.po` files in step with them."""

from __future__ import annotations

import argparse
import ast
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import app
from app.core.catalogue import catalogue_file, read_catalogue
from app.core.strings import _, _n

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

ROOT = Path(app.__file__).parent.parent
PACKAGES = ("app", "modules")

HEADER = """\
# SPDX-License-Identifier: EUPL-1.2
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""


@dataclass
class Sentence:
    """A msgid, its plural when it counts, and the files that say it."""

    text: str
    plural: str | None = None
    files: set[str] = field(default_factory=set)

    @property
    def key(self) -> str | tuple[str, str]:
        """As Babel wants it."""
        return self.text if self.plural is None else (self.text, self.plural)


def main(arguments: Sequence[str] | None = None) -> int:
    """Count what each catalogue lacks; 1 with `--missing` when a catalogue is not complete."""
    parser = argparse.ArgumentParser(prog="python -m app.cli.catalogue", description=__doc__)
    parser.add_argument("--language", default="en")
    parser.add_argument("--update", action="store_true", help=str(_("mettre les fichiers .po à jour")))
    parser.add_argument("--missing", action="store_true", help=str(_("montrer ce qui n’est pas traduit")))
    known = parser.parse_args(arguments)
    lacking = 0
    for domain, sentences in sorted(extract().items()):
        catalogue = merge(domain, known.language, sentences)
        if known.update:
            write(domain, known.language, catalogue)
        missing = [str(entry.id) for entry in catalogue if entry.id and not is_complete(entry.string)]
        lacking += len(missing)
        done = len(sentences) - len(missing)
        print(
            _n("{domain}\u00a0: {n} phrase traduite sur {all}", "{domain}\u00a0: {n} phrases traduites sur {all}", done)
            .with_values(domain=domain, all=len(sentences))
        )  # fmt: skip
        if known.missing:
            print(*(f"  {text}" for text in missing), sep="\n")
    return 1 if lacking and known.missing else 0


# ---------------------------------------------------------------- reading the code


def extract(root: Path = ROOT) -> dict[str, dict[str, Sentence]]:
    """Every sentence of the packages under `root`: by domain, then by msgid."""
    found: dict[str, dict[str, Sentence]] = {}
    for file in sorted(path for package in PACKAGES for path in (root / package).rglob("*.py")):
        tree = ast.parse(file.read_bytes())
        domains = _domains_named_in(tree, file, root)
        if not domains:
            continue
        place = file.relative_to(root).as_posix()
        for name, text, plural in _calls(tree, domains):
            sentence = found.setdefault(domains[name], {}).setdefault(text, Sentence(text))
            sentence.plural = plural or sentence.plural
            sentence.files.add(place)
    return found


def _domains_named_in(tree: ast.Module, file: Path, root: Path) -> dict[str, str]:
    """The names that stand for a translator in this file, `_` and `_n` or what it calls them, and their domain."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                if alias.name in {"_", "_n"}:
                    names[alias.asname or alias.name] = _domain_of_module(root, node.module)
        elif isinstance(node, ast.Assign) and (domain := _translator(node)):
            names |= {name.id: domain for name in ast.walk(node.targets[0]) if isinstance(name, ast.Name)}
    return {name: domain for name, domain in names.items() if domain}


@cache
def _domain_of_module(root: Path, module: str) -> str:
    """The domain that a module of strings declares, or hands on from another."""
    path = root.joinpath(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    if not file.is_file():
        return ""
    names = _domains_named_in(ast.parse(file.read_bytes()), file, root)
    return names.get("_", "")


def _translator(node: ast.Assign) -> str:
    call = node.value
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "translator":
        return _literal(call.args[0]) or ""
    return ""


def _calls(tree: ast.Module, names: dict[str, str]) -> Iterator[tuple[str, str, str | None]]:
    """Each call of a translator: its name, the msgid, the plural; both sides of an `a if b else c`."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names):
            continue
        texts = [_literals(argument) for argument in node.args[:2]]
        if len(node.args) >= 3 and texts[0] and texts[1]:
            yield node.func.id, texts[0][0], texts[1][0]
        elif len(node.args) == 1:
            yield from ((node.func.id, text, None) for text in texts[0])


def _literals(node: ast.expr) -> list[str]:
    if isinstance(node, ast.IfExp):
        return _literals(node.body) + _literals(node.orelse)
    text = _literal(node)
    return [text] if text else []


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


# ---------------------------------------------------------------- the .po files


def merge(domain: str, language: str, sentences: dict[str, Sentence]) -> Catalog:
    """A catalogue of exactly these sentences, with the translations that its file already had."""
    from babel.messages.catalog import Catalog

    file = catalogue_file(domain, language)
    known = read_catalogue(file, language) if file and file.is_file() else Catalog(locale=language)
    fresh = Catalog(locale=language, domain=domain)
    for sentence in sentences.values():
        before = known.get(sentence.text)
        same = before is not None and before.pluralizable == (sentence.plural is not None)
        empty = "" if sentence.plural is None else ("",) * fresh.num_plurals
        places = [(file, 0) for file in sorted(sentence.files)]
        fresh.add(sentence.key, before.string if before is not None and same else empty, locations=places)
    return fresh


def is_complete(translation: str | Sequence[str] | None) -> bool:
    """Whether no form of it is empty."""
    return bool(translation) and (isinstance(translation, str) or all(translation or ()))


def write(domain: str, language: str, catalogue: Catalog) -> None:
    """Write the file of a domain, by source file; no date nor tool in its header, so that it only moves with its words."""
    from babel.messages.pofile import write_po

    file = catalogue_file(domain, language)
    if file is None:
        raise FileNotFoundError(f"no package for the domain {domain}")
    body = BytesIO()
    write_po(body, catalogue, width=0, omit_header=True, sort_by_file=True, include_lineno=False)
    file.parent.mkdir(parents=True, exist_ok=True)
    header = HEADER.format(language=language, plurals=catalogue.plural_forms)
    file.write_text(header + body.getvalue().decode(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main())
