# SPDX-License-Identifier: EUPL-1.2
"""Packages of the wheel: the code, and the root folder resources/ placed inside it as app/resources."""

from pathlib import Path

from setuptools import find_namespace_packages, setup


def resource_packages() -> dict[str, str]:
    """Each folder of resources/, as a package name inside `app` and its path here."""
    folders = [Path("resources"), *sorted(path for path in Path("resources").rglob("*") if path.is_dir())]
    return {"app." + ".".join(folder.parts): folder.as_posix() for folder in folders}


setup(
    packages=[
        *find_namespace_packages(include=["app", "app.*", "modules", "modules.*"]),
        *resource_packages(),
    ],
    package_dir=resource_packages(),
)
