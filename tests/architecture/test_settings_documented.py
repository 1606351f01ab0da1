from __future__ import annotations

import re

import pytest

from config.settings import PREFIX, Settings
from tests.architecture.our_code import ROOT

OPERATIONS = ROOT / "docs" / "operations.md"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_says_what_it_is(name: str) -> None:
    assert Settings.model_fields[name].description, f"Settings.{name} has no description"


def test_the_operations_guide_names_every_setting_and_no_other() -> None:
    """An operator reads the guide and not the code: a setting that is missing there does not exist."""
    assert OPERATIONS.is_file(), f"{OPERATIONS.relative_to(ROOT)} is missing; it names every setting"
    named = {*re.findall(rf"\b{PREFIX}[A-Z_]+\b", OPERATIONS.read_text(encoding="utf-8"))}
    variables = {PREFIX + name.upper() for name in Settings.model_fields}
    missing, unknown = sorted(variables - named), sorted(named - variables)
    assert not missing, f"docs/operations.md does not name: {', '.join(missing)}"
    assert not unknown, f"docs/operations.md names what is no setting: {', '.join(unknown)}"
