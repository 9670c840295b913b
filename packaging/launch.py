# SPDX-License-Identifier: EUPL-1.2
"""The way in of a frozen build: PyInstaller wants a script, not an entry point."""

import sys

from app.__main__ import main

sys.exit(main())
