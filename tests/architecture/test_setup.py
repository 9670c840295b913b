# SPDX-License-Identifier: EUPL-1.2
"""What the set-up promises: a lock without addresses, a wheel with its files, a Qt that does not die."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import textwrap
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from app.core.resources import resource

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", ".venv", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".import_linter_cache", ".hypothesis",
            "__pycache__", "build", "dist", "demonstration", "htmlcov"}  # fmt: skip
WRITTEN_BY_HAND = {
    ".py",
    ".toml",
    ".md",
    ".yml",
    ".yaml",
    ".txt",
    ".po",
    ".cfg",
    ".ini",
    ".lock",
    ".sh",
    ".nsi",
    ".spec",
}


def files_of_the_project() -> Iterator[Path]:
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in NOT_OURS and not name.endswith(".egg-info")]
        for name in names:
            yield Path(folder) / name


@pytest.fixture(scope="module")
def launcher() -> ModuleType:
    """start.py, as a module (it is a script, outside every package)."""
    spec = importlib.util.spec_from_file_location("beffroi_start", ROOT / "start.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_lock_holds_versions_and_hashes_but_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    instructions = [line.strip() for line in lock.splitlines() if not line.startswith("#")]
    assert [line for line in instructions if "://" in line or "@" in line or "-index" in line] == []
    pins = re.findall(r"^([a-z0-9-]+)==(\S+)", lock, re.MULTILINE)
    assert len(pins) > 40
    assert lock.count("--hash=sha256:") >= len(pins)


def test_the_lock_satisfies_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"], "psycopg"]
    pinned = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE))
    names = {re.split(r"[\[<>=;!]", line)[0].strip().lower() for line in wanted}
    assert names <= pinned


def test_the_launcher_needs_nothing_but_the_standard_library() -> None:
    source = (ROOT / "start.py").read_text()
    imported = set(re.findall(r"^(?:import|from) (\w+)", source, re.MULTILINE))
    assert imported <= sys.stdlib_module_names


def test_the_launcher_names_the_command_when_it_may_not_install(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launcher, "is_root", lambda: False)
    monkeypatch.setattr(launcher, "has_apt", lambda: True)
    with pytest.raises(launcher.Stop, match=r"sudo apt-get update && sudo apt-get install .*libegl1 libgl1"):
        launcher.install_packages(["libegl1", "libgl1"])


def test_the_launcher_lists_every_library_that_the_system_cannot_load(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(launcher, "can_load", lambda library: library != "libEGL.so.1")
    assert launcher.missing_libraries() == {"libEGL.so.1": "libegl1"}


def test_the_launcher_sees_without_a_display_that_there_is_none(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert launcher.has_display() is launcher.WINDOWS


def test_the_launcher_lets_bytecode_be_written(launcher: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert "PYTHONDONTWRITEBYTECODE" not in launcher.environment()


def test_an_unknown_word_is_a_wrong_usage(launcher: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert launcher.main(["nonsense"]) == 2
    assert "start.py test" in capsys.readouterr().err


def test_no_file_names_a_folder_of_somebody_s_machine() -> None:
    somebodys = re.compile(r"/home/\w{3}|/root/|/Users/\w|[A-Z]:\\Users\\|/work/[a-z]|/tmp/[a-z]{3}")
    faults = [
        f"{file.relative_to(ROOT)}: {found.group()}"
        for file in files_of_the_project()
        if file.suffix in WRITTEN_BY_HAND and file != Path(__file__)
        for found in somebodys.finditer(file.read_text(encoding="utf-8"))
    ]
    assert faults == []


def test_every_source_file_says_its_licence_and_what_it_is_for() -> None:
    faults = []
    for file in files_of_the_project():
        if file.suffix != ".py":
            continue
        lines = file.read_text(encoding="utf-8").splitlines()
        if not lines or lines[0] != "# SPDX-License-Identifier: EUPL-1.2":
            faults.append(f"{file.relative_to(ROOT)}: no licence on the first line")
        elif not next((line for line in lines if not line.startswith("#")), "").lstrip("r").startswith('"""'):
            faults.append(f"{file.relative_to(ROOT)}: no sentence on what it is for")
    assert faults == []


@pytest.mark.parametrize(
    "path", ["fonts/SourceSans3-Regular.ttf", "fonts/OFL.txt", "icons/house.svg", "arms.png"]
)
def test_resources_are_found(path: str) -> None:
    assert resource(path).stat().st_size > 0


def test_a_missing_resource_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"icons/nowhere\.svg"):
        resource("icons/nowhere.svg")


def test_icons_take_the_colour_that_the_theme_gives_them() -> None:
    icons = list(resource("icons").glob("*.svg"))
    assert len(icons) > 90
    assert [icon.name for icon in icons if 'stroke="currentColor"' not in icon.read_text()] == []


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel as setuptools makes it, built in a folder of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    commands = ["-q", "egg_info", "--egg-base", str(folder)]
    commands += ["build", "--build-base", str(folder / "build")]
    commands += ["bdist_wheel", "--bdist-dir", str(folder / "content"), "--dist-dir", str(folder / "dist")]
    done = subprocess.run([sys.executable, "setup.py", *commands], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (built,) = (folder / "dist").glob("*.whl")
    return zipfile.ZipFile(built)


def test_the_wheel_carries_fonts_icons_and_everything_that_the_code_reads(wheel: zipfile.ZipFile) -> None:
    carried = set(wheel.namelist())
    wanted = {
        f"app/{file.relative_to(ROOT).as_posix()}"
        for file in (ROOT / "resources").rglob("*")
        if file.is_file()
    }
    read_at_run_time = {".txt", ".po", ".json", ".csv", ".svg", ".png", ".mako", ".qss"}
    for package in ("app", "modules"):
        wanted |= {
            file.relative_to(ROOT).as_posix()
            for file in (ROOT / package).rglob("*")
            if file.suffix in {".py", *read_at_run_time} and "__pycache__" not in file.parts
        }
    assert sorted(wanted - carried) == []


def test_the_wheel_holds_neither_tests_nor_a_package_named_modules(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    assert [name for name in names if name.startswith(("tests/", "resources/"))] == []
    assert "modules/__init__.py" not in names


def test_qt_loses_no_reference_to_none_nor_to_true() -> None:
    """PySide6 6.12.0 ends Python 3.11 after some 5 700 void calls, or 630 signals: never again unnoticed."""
    loop = textwrap.dedent("""
        from PySide6.QtCore import QObject, Signal
        from PySide6.QtWidgets import QApplication, QWidget

        class Bell(QObject):
            rung = Signal(int)

        application = QApplication([])
        widget, bell, heard = QWidget(), Bell(), []
        for _ in range(20_000):
            widget.setEnabled(True)
        bell.rung.connect(heard.append)
        for number in range(2_000):
            bell.rung.emit(number)
        assert len(heard) == 2_000
    """)
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", loop], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
