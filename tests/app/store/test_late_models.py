# SPDX-License-Identifier: EUPL-1.2
"""A module's tables are imported when they are needed, even while other threads already read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

FIRST = '''
from __future__ import annotations
from sqlalchemy.orm import Mapped, relationship
from app.store.base import Record

class Parent(Record):
    __tablename__ = "late_parent"
    children: Mapped[list["Child"]] = relationship(back_populates="parent")
'''
SECOND = '''
from __future__ import annotations
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship
from app.store.base import Record
from late_models.first import Parent

class Child(Record):
    __tablename__ = "late_child"
    parent_id: Mapped[int] = mapped_column(ForeignKey("late_parent.id"))
    parent: Mapped[Parent] = relationship(back_populates="children")
'''
RACE = '''
import sys, threading, time
from sqlalchemy import select
from sqlalchemy.orm import configure_mappers
from app.store.models import User

def read():
    import late_models

reading = threading.Thread(target=read)
reading.start()
while not hasattr(sys.modules.get("late_models"), "half"):
    time.sleep(0.01)
half = sys.modules["late_models"]
half.half.wait(20)
print(select(User.name))
configure_mappers()
half.go_on.set()
reading.join()
import late_models
print(select(late_models.Parent).join(late_models.Parent.children))
'''
PACKAGE = '''
import threading
half, go_on = threading.Event(), threading.Event()
from late_models.first import Parent
half.set()
go_on.wait(20)
from late_models.second import Child
'''


def run(code: str, *places: Path) -> str:
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (ROOT, *places)))},
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def test_models_half_read_are_left_alone(tmp_path: Path) -> None:
    package = tmp_path / "late_models"
    package.mkdir()
    for name, code in (("__init__", PACKAGE), ("first", FIRST), ("second", SECOND)):
        (package / f"{name}.py").write_text(code, encoding="utf-8")
    assert "JOIN late_child" in run(RACE, tmp_path)


def test_opening_a_dossier_imports_only_what_it_needs(tmp_path: Path) -> None:
    code = f'''
import sys
from app.house import enter
house = enter({str(tmp_path / "commune")!r}, create_as="Essai")
house.dossier.close()
'''
    run(code)
    code = f'''
import sys
from app.house import enter
house = enter({str(tmp_path / "commune")!r})
house.dossier.store.users()
asleep = ("alembic", "sqlalchemy.dialects.postgresql", "reportlab", "PySide6", "rapidfuzz", "phonenumbers",
          "app.billing.models", "modules.canteen.models", "modules.cemetery.models")
print([name for name in asleep if name in sys.modules])
with house.dossier.store.work("Essai"):
    pass
print("app.billing.models" in sys.modules, "modules.canteen.models" in sys.modules)
house.dossier.close()
'''
    asleep, awake = run(code).splitlines()
    assert asleep == "[]"
    assert awake == "True True"
