# SPDX-License-Identifier: EUPL-1.2
"""Set Beffroi up and open it: the one command to know, written with the standard library only.

It runs before any library exists, so its French sentences do not pass through gettext.
"""

from __future__ import annotations

import ctypes
import glob
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "beffroi-stamp"
WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
ENVIRONMENT_FAULT = 3
USAGE = """\
python3 start.py          prépare ce qui manque, puis ouvre la commune de démonstration
python3 start.py test     prépare ce qui manque, puis passe toutes les vérifications et tous les essais
python3 start.py setup    prépare seulement"""

# What Qt needs from a Debian or Ubuntu, by the file that Qt asks for: to draw in memory, then on a screen.
QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
}
SCREEN_LIBRARIES = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-image.so.0": "libxcb-image0",
}


class Stop(Exception):
    """Nothing more can be done: the sentence says why and what to do."""


def say(sentence: str = "") -> None:
    print(sentence, flush=True)


def environment() -> dict[str, str]:
    """The environment of what is run: bytecode is written, or each start would cost three seconds."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    kept.pop("PYTHONHOME", None)
    kept["VIRTUAL_ENV"] = str(VENV)
    kept["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    kept["PIP_ROOT_USER_ACTION"] = "ignore"
    if (
        CERTIFICATES.is_file()
    ):  # a town hall's relay often signs with its own authority, known to the system only
        kept.setdefault("REQUESTS_CA_BUNDLE", str(CERTIFICATES))
        kept.setdefault("SSL_CERT_FILE", str(CERTIFICATES))
    return kept


def run(*command: str | Path, **extra: str) -> int:
    """Run a command of the project from its root; its exit status."""
    sys.stdout.flush()
    return subprocess.run([str(word) for word in command], cwd=ROOT, env=environment() | extra).returncode


def executable(name: str) -> Path:
    return BIN / (name + (".exe" if WINDOWS else ""))


# --- the machine ---------------------------------------------------------------------------------------


def check_python() -> None:
    if sys.version_info < (3, 11):
        found = ".".join(str(part) for part in sys.version_info[:3])
        raise Stop(
            f"Beffroi demande Python 3.11 ou plus récent ; celui-ci est le {found}.\n"
            "Debian 12, Ubuntu 24.04 et leurs successeurs l’ont déjà ; pour Windows, voyez python.org."
        )
    library, version = platform.libc_ver()
    if library == "glibc" and tuple(int(part) for part in version.split(".")[:2]) < (2, 34):
        raise Stop("Ce système est trop ancien pour Qt : il faut Debian 12, Ubuntu 24.04 ou plus récent.")


def is_root() -> bool:
    return not WINDOWS and os.geteuid() == 0


def has_apt() -> bool:
    return not WINDOWS and shutil.which("apt-get") is not None


def has_display() -> bool:
    return WINDOWS or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_libraries() -> dict[str, str]:
    """The system libraries that Qt will ask for and not find, with the package of each."""
    if not sys.platform.startswith("linux"):
        return {}
    wanted = QT_LIBRARIES | (SCREEN_LIBRARIES if has_display() else {})
    return {library: package for library, package in wanted.items() if not can_load(library)}


def has_ensurepip() -> bool:
    return importlib.util.find_spec("ensurepip") is not None and importlib.util.find_spec("venv") is not None


def missing_packages(*, for_tests: bool) -> list[str]:
    """The packages of the system to install, in the words of Debian and Ubuntu."""
    packages = list(missing_libraries().values())
    if not is_set_up() and not has_ensurepip():
        packages.insert(0, f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    if for_tests and is_root() and has_apt() and not has_postgresql():
        packages.append("postgresql")
    return packages


def has_postgresql() -> bool:
    return shutil.which("initdb") is not None or bool(glob.glob("/usr/lib/postgresql/*/bin/initdb"))


def install_packages(packages: list[str]) -> None:
    """Install them when we are root on a Debian or Ubuntu; else name the exact command and stop."""
    names = " ".join(packages)
    if not has_apt():
        raise Stop(f"Il manque au système ce que Debian appelle : {names}.\nInstallez-le, puis recommencez.")
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    if not is_root():
        raise Stop(
            "Il manque des bibliothèques au système. Cette commande les installe ; recommencez ensuite :\n\n"
            f"    sudo apt-get update && sudo apt-get install --no-install-recommends {names}\n"
        )
    say(f"Installation dans le système : {names}")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    run("apt-get", "update", "-q", **quiet)
    if run(*install, "-q", **quiet) != 0:
        raise Stop(f"apt-get n’a pas pu installer : {names}. Sa raison est écrite au-dessus.")


# --- the libraries of Python ---------------------------------------------------------------------------


def fingerprint() -> str:
    """Changes with the lock, the project's description, the Python in use and the folder's place."""
    digest = hashlib.sha256(f"{sys.version}\n{ROOT}\n".encode())
    for file in (LOCK, ROOT / "pyproject.toml", ROOT / "setup.py"):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def is_set_up() -> bool:
    return STAMP.is_file() and STAMP.read_text() == fingerprint() and executable("python").is_file()


def make_venv(*, with_pip: bool) -> None:
    options = ["--clear"] if with_pip else ["--clear", "--without-pip"]
    if run(sys.executable, "-m", "venv", *options, VENV) != 0:
        raise Stop(f"L’environnement {VENV} n’a pas pu être créé. La raison est écrite au-dessus.")


def install_by_uv(uv: str) -> bool:
    """Quick when uv is there; False when it fails (pip may know a mirror that uv does not)."""
    make_venv(with_pip=False)
    target = ("--python", executable("python"))
    checks = ("--require-hashes", "--only-binary", ":all:", "--compile-bytecode")
    if run(uv, "pip", "sync", "-q", *target, *checks, LOCK) != 0:
        return False
    project = ("--no-deps", "--no-build-isolation", "--config-setting", "editable_mode=compat")
    return run(uv, "pip", "install", "-q", *target, *project, "--editable", ROOT) == 0


def install_by_pip() -> bool:
    make_venv(with_pip=True)
    pip = (executable("python"), "-m", "pip", "install", "-q")
    if run(*pip, "--require-hashes", "--only-binary", ":all:", "--requirement", LOCK) != 0:
        return False
    project = ("--no-deps", "--no-build-isolation", "--config-settings", "editable_mode=compat")
    return run(*pip, *project, "--editable", ROOT) == 0


def install_libraries() -> None:
    """Make .venv from the lock, every hash checked and nothing compiled, and the project itself in it."""
    say("Installation des bibliothèques de Python dans .venv (une minute environ, une seule fois)…")
    uv = shutil.which("uv")
    if not (uv and install_by_uv(uv)) and not install_by_pip():
        raise Stop(
            "Les bibliothèques n’ont pas pu être installées ; la raison est écrite au-dessus.\n"
            "Si c’est le réseau : vérifiez la connexion ou le relais (proxy), puis recommencez."
        )
    STAMP.write_text(fingerprint())


def check_qt() -> None:
    """Load Qt once, after an installation: a library that no list foresaw is named here, not in a window."""
    modules = "from PySide6 import QtCore, QtGui, QtWidgets, QtSvg, QtPrintSupport"
    command = [str(executable("python")), "-c", modules]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True)
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or ["sans raison donnée"])[-1]
        raise Stop(f"Qt ne se charge pas sur ce système : {reason}")


def set_up(*, for_tests: bool = False) -> None:
    """Bring the machine to the point where everything runs; costs nothing when nothing changed."""
    check_python()
    if packages := missing_packages(for_tests=for_tests):
        install_packages(packages)
    if not is_set_up():
        begun = time.monotonic()
        install_libraries()
        check_qt()
        say(f"Beffroi est prêt ({time.monotonic() - begun:.0f} s).")


# --- what can be asked ---------------------------------------------------------------------------------


def open_demonstration() -> int:
    """Open the demonstration commune; without a display, run its month and leave the papers."""
    set_up()
    if has_display():
        return run(executable("beffroi"), "demo", "--open")
    folder = ROOT / "demonstration"
    folder.mkdir(exist_ok=True)
    say("Pas d’écran ici : au lieu d’ouvrir la fenêtre, voici le mois de la commune de démonstration.")
    say(f"Les documents et les images des écrans vont dans {folder} (quelques minutes)…")
    month = ("demo", "--month", "--to", folder / "commune")
    quiet = {"QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "default.warning=false"}
    status = run(executable("beffroi"), *month, **quiet)
    if status == 0:
        say(f"Terminé : {folder}")
    return status


def run_tests() -> int:
    """Every check, each announced, pytest last: its summary closes the output. Non-zero if any fails."""
    set_up(for_tests=True)
    python = executable("python")
    workers = str(max(2, min(4, os.cpu_count() or 2)))
    checks = {
        "ruff (style et fautes courantes)": (python, "-m", "ruff", "check", "."),
        "mypy (types)": (python, "-m", "mypy"),
        "import-linter (sens des dépendances)": (executable("lint-imports"),),
    }
    failed = []
    for name, command in checks.items():
        say(f"\n=== {name}")
        if run(*command) != 0:
            failed.append(name)
    if failed:
        say("\nEn échec avant les essais : " + ", ".join(failed))
    say(f"\n=== pytest (essais, {workers} à la fois)")
    tests = run(python, "-m", "pytest", "-q", "-n", workers, QT_QPA_PLATFORM="offscreen")
    return 1 if failed or tests != 0 else 0


def only_set_up() -> int:
    set_up()
    say(f"Le programme est {executable('beffroi')}")
    return 0


def main(words: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    asked = {(): open_demonstration, ("test",): run_tests, ("setup",): only_set_up}.get(tuple(words))
    if asked is None:
        print(USAGE, file=sys.stderr)
        return 2
    try:
        return asked()
    except Stop as stop:
        print(f"\n{stop}", file=sys.stderr)
        return ENVIRONMENT_FAULT
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
