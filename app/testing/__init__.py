# SPDX-License-Identifier: EUPL-1.2
"""What the shell expects of any module, as tests that its author inherits.

from app.testing import ModuleContract

class TestMail(ModuleContract):
    module_name = "mail"
"""

from app.testing.contract import ModuleContract, demo_folder

__all__ = ["ModuleContract", "demo_folder"]
