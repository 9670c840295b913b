# SPDX-License-Identifier: EUPL-1.2
"""A catalogue answers in the right plural, and says nothing of what it does not know."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core import catalogue
from app.core.catalogue import Translations, catalogue_file, speak
from app.core.text import language, translator, use_catalogue

ENGLISH = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Bonjour {name}"
msgstr "Good day {name}"

msgid "{n} repas servi"
msgid_plural "{n} repas servis"
msgstr[0] "{n} meal served"
msgstr[1] "{n} meals served"

msgid "Au revoir"
msgstr ""

#, fuzzy
msgid "Peut-être"
msgstr "Never"
"""

_, _n = translator("tryout")


@pytest.fixture
def english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The domain of this file has an English catalogue, and the interface speaks English."""
    file = tmp_path / "tryout.po"
    file.write_text(ENGLISH, encoding="utf-8")
    monkeypatch.setattr(
        catalogue, "catalogue_file", lambda domain, code: file if domain == "tryout" else None
    )
    speak("en")
    yield
    use_catalogue("fr", None)


def test_a_sentence_is_said_with_its_values(english: None) -> None:
    assert language() == "en"
    assert str(_("Bonjour {name}", name="Ada")) == "Good day Ada"


@pytest.mark.parametrize(
    ("n", "said"),
    [(0, "0 meals served"), (1, "1 meal served"), (2, "2 meals served"), (-1, "-1 meal served")],
)
def test_zero_is_plural_in_english(english: None, n: int, said: str) -> None:
    assert str(_n("{n} repas servi", "{n} repas servis", n)) == said


def test_zero_is_singular_in_french() -> None:
    assert str(_n("{n} repas servi", "{n} repas servis", 0)) == "0 repas servi"


@pytest.mark.parametrize("text", ["Au revoir", "Peut-être", "Inconnu"])
def test_what_is_not_translated_stays_in_french(english: None, text: str) -> None:
    assert str(_(text)) == text


def test_a_domain_without_catalogue_stays_in_french(english: None) -> None:
    assert str(translator("elsewhere")[0]("Inconnu")) == "Inconnu"


@pytest.mark.parametrize("code", ["", "fr", "../../etc", "english"])
def test_french_is_spoken_when_no_other_language_is_named(code: str) -> None:
    speak(code)
    assert language() == "fr"


def test_each_domain_has_its_own_place() -> None:
    found = {domain: catalogue_file(domain, "en") for domain in ("app", "billing", "canteen", "nowhere")}
    assert found.pop("nowhere") is None
    tails = {"app": "resources", "billing": "app/billing", "canteen": "modules/canteen"}
    for domain, file in found.items():
        assert file is not None
        assert file.as_posix().endswith(f"{tails[domain]}/i18n/en/LC_MESSAGES/{domain}.po")


def test_a_file_is_read_once_and_only_when_needed(english: None, monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    monkeypatch.setattr(catalogue, "read_catalogue", lambda file, code: read.append(file))
    said = Translations("en")
    assert read == []
    said("tryout", "Bonjour", None)
    said("tryout", "Au revoir", None)
    assert len(read) == 1
