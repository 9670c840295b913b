# SPDX-License-Identifier: EUPL-1.2
"""Every catalogue that exists is whole: each sentence of the code is there, translated, with the same places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from app.__main__ import main
from app.cli.catalogue import ROOT, Sentence, extract
from app.core.catalogue import catalogue_file, read_catalogue
from app.core.text import use_catalogue

FILES = sorted(
    file
    for folder in ("app", "modules", "resources")
    for file in (ROOT / folder).rglob("i18n/*/LC_MESSAGES/*.po")
)  # fmt: skip


@pytest.fixture(scope="module")
def sentences() -> dict[str, dict[str, Sentence]]:
    """What the code says, by domain."""
    return extract()


def places(text: str) -> set[str]:
    """The named values of a sentence."""
    return set(re.findall(r"\{(\w+)\}", text))


def faults_of(sentence: Sentence, translation: str | Sequence[str] | None) -> list[str]:
    """What is wrong with one translation."""
    if not translation:
        return [f"not translated: {sentence.text}"]
    if sentence.plural is None:
        pairs = [(sentence.text, str(translation))]
    elif isinstance(translation, str):
        return [f"without plural: {sentence.text}"]
    else:
        pairs = [(sentence.text, translation[0]), *((sentence.plural, form) for form in translation[1:])]
    faults = []
    for french, said in pairs:
        if not said:
            faults.append(f"not translated: {french}")
        # The number itself is free: zero is singular in French and plural in English.
        elif places(french) - {"n"} != places(said) - {"n"}:
            faults.append(f"other places: {french} -> {said}")
    return faults


def test_the_shell_speaks_english() -> None:
    assert catalogue_file("app", "en") in FILES


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parents[1].name}-{file.stem}")
def test_a_catalogue_is_whole(file: Path, sentences: dict[str, dict[str, Sentence]]) -> None:
    language, domain = file.parents[1].name, file.stem
    assert catalogue_file(domain, language) == file
    catalogue = read_catalogue(file, language)
    known = {
        str(entry.id if isinstance(entry.id, str) else entry.id[0]): entry for entry in catalogue if entry.id
    }
    faults = []
    for text, sentence in sentences[domain].items():
        entry = known.get(text)
        faults += faults_of(sentence, entry.string if entry else None)
    faults += [f"said nowhere any more: {text}" for text in known.keys() - sentences[domain].keys()]
    assert faults == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parents[1].name}-{file.stem}")
def test_a_catalogue_names_no_date_and_nobody(file: Path) -> None:
    headers = re.findall(r'^"([\w-]+): ', file.read_text(encoding="utf-8").split("\n\n")[0], re.MULTILINE)
    wanted = {"Language", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Plural-Forms"}
    assert set(headers) == wanted


def test_sentences_are_read_from_the_code(sentences: dict[str, dict[str, Sentence]]) -> None:
    modules = sentences["app"]["Modules installés."]
    assert modules.files == {"app/cli/main.py"}
    assert any(sentence.plural for sentence in sentences["app"].values())


@pytest.mark.parametrize(("language", "word"), [("en", "loaded"), ("", "chargé")])
def test_the_environment_chooses_the_language(
    language: str, word: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BEFFROI_LANGUAGE", language)
    try:
        assert main(["modules"]) == 0
    finally:
        use_catalogue("fr", None)
    assert word in capsys.readouterr().out
