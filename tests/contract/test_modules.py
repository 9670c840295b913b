# SPDX-License-Identifier: EUPL-1.2
"""Our own modules pass what any module must."""

from app.testing import ModuleContract, demo_folder

__all__ = ["demo_folder"]


class TestDirectory(ModuleContract):
    module_name = "directory"


class TestBilling(ModuleContract):
    module_name = "billing"


class TestCanteen(ModuleContract):
    module_name = "canteen"


class TestCemetery(ModuleContract):
    module_name = "cemetery"
