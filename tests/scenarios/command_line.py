# SPDX-License-Identifier: EUPL-1.2
"""The month by the command line: each act is one `beffroi` command, read back from its JSON."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from app.cli import run
from tests.scenarios.hands import Answer, Named, On, Refused, Row, Typed, only, stop_the_clock

CONFIRM = " Ajoutez --yes pour confirmer."


def call(*words: str) -> tuple[int, str, str]:
    """Run one command in this process: its exit status, what it printed, what it complained of."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = run(list(words))
    return status, out.getvalue(), err.getvalue()


def read(*words: str) -> Any:
    """The JSON of a command that must succeed."""
    status, out, err = call(*words, "--json")
    assert status == 0, f"{' '.join(words)}: {status} {err}"
    return json.loads(out)


class CommandLine:
    """A clerk who types commands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: list[tuple[str, str]] = []

    def create(self, commune: str) -> None:
        status, _out, err = call("create", str(self.folder), "--name", commune)
        assert status == 0, err

    def live_on(self, day: date) -> None:
        stop_the_clock(self.folder, day)

    def settle(self, settings: Mapping[str, str]) -> None:
        for name, value in settings.items():
            assert read("set", str(self.folder), name, value)[0]["name"] == name

    def take(self, importer: str, source: Path, options: Mapping[str, str]) -> dict[str, int]:
        words = [f"--option={name}={value}" for name, value in options.items()]
        status, out, _err = call("import", str(self.folder), importer, str(source), *words, "--json")
        answer = json.loads(out)
        assert status == (1 if answer["counts"]["refused"] else 0)
        self.said.append((importer, answer["summary"]))
        counts: dict[str, int] = answer["counts"]
        return counts

    def do(self, action: str, values: Mapping[str, Typed] | None = None, *, on: On = None) -> Answer:
        words = ["do", str(self.folder), action]
        if isinstance(on, tuple):
            words += ["--ids", ",".join(map(str, on))]
        elif on is not None:
            words += ["--id", str(on if isinstance(on, int) else self._id(on))]
        for name, value in (values or {}).items():
            words += [f"--{name.replace('_', '-')}", self._text(value)]
        status, out, err = call(*words, "--json")
        question = ""
        if status == 1 and err.rstrip().endswith(CONFIRM):
            question = err.strip().removesuffix(CONFIRM)
            status, out, err = call(*words, "--yes", "--json")
        answer = json.loads(out)
        refusals = [_sentence(refusal) for refusal in answer["refusals"]]
        # What is refused is said on stderr too, a line each, and the status says it.
        assert err.splitlines() == refusals, err
        assert status == (1 if refusals else 0), (words, status)
        if not answer["done"]:
            raise Refused(refusals[0])
        self.said += [(action, said) for said in (question, answer["summary"], *refusals, *answer["notes"]) if said]
        return Answer(
            answer["summary"],
            question,
            refusals,
            [_place(refusal["where"]) for refusal in answer["refusals"]],
            answer["notes"],
            [(record["page"], record["id"]) for record in answer["records"]],
            answer["counts"],
        )

    def _id(self, named: Named) -> int:
        found: int = only(self.look(named.table, named.text), named.text)["id"]
        return found

    def _text(self, value: Typed) -> str:
        if isinstance(value, str):
            return value
        if isinstance(value, Named):
            return str(self._id(value))
        if all(isinstance(part, Named) for part in value):
            return ",".join(self._text(part) for part in value if isinstance(part, Named))
        rows = [{name: self._text(typed) for name, typed in row.items()} for row in value if isinstance(row, Mapping)]
        return json.dumps(rows, ensure_ascii=False)

    def look(self, table: str, text: str = "", **params: str) -> list[Row]:
        words = [f"--param={name}={value}" for name, value in params.items()]
        rows: list[Row] = read("rows", str(self.folder), table, *(["--search", text] if text else []), *words)
        return rows

    def paper(self, paper: str, values: Mapping[str, Typed] | None = None, *, on: int | None = None) -> bytes:
        target = self.folder.with_name(f"{self.folder.name}-paper.pdf")
        words = [f"--{name.replace('_', '-')}={self._text(value)}" for name, value in (values or {}).items()]
        words += [] if on is None else ["--id", str(on)]
        answer = read("print", str(self.folder), paper, "--to", str(target), *words)
        content = target.read_bytes()
        assert answer["bytes"] == len(content)
        target.unlink()
        return content

    def leave(self) -> None:
        """Nothing stays open between two commands."""


def _sentence(refusal: Mapping[str, Any]) -> str:
    return f"{refusal['what']}\u00a0: {refusal['why']}" if refusal["what"] else str(refusal["why"])


def _place(where: Mapping[str, Any] | None) -> tuple[str, int | None] | None:
    return None if where is None else (where["page"], where["id"])


def rows_of(folder: Path, table: str, *words: str) -> Sequence[Row]:
    """A list read by the command line."""
    rows: Sequence[Row] = read("rows", str(folder), table, *words)
    return rows
