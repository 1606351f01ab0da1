"""What anybody may read in this repository: pinned requirements, and no number of a real person."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.identity.id_number import check_digit
from tests.architecture.our_code import ROOT, place

DEMO_COUNTY = "350299"
# The example that the standard itself prints (GB 11643-1999); nobody's number.
EXAMPLE_OF_THE_STANDARD = "11010519491231002X"
LOOKS_LIKE_AN_ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)", re.ASCII)
PINNED = re.compile(r"[a-z0-9][a-z0-9._-]*(\[[a-z,]+\])?==\d[\w.]*")


def published_files() -> Iterator[Path]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git repository: which files are published is unknown here")
    yield from (ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file())


def real_looking_id_numbers(text: str) -> list[str]:
    found = [number.upper() for number in LOOKS_LIKE_AN_ID_NUMBER.findall(text)]
    return [
        number
        for number in found
        if number[17] == check_digit(number[:17])
        and not number.startswith(DEMO_COUNTY)
        and number != EXAMPLE_OF_THE_STANDARD
    ]


def test_no_published_file_holds_a_real_looking_id_number() -> None:
    texts = {path: path.read_text(encoding="utf-8", errors="ignore") for path in published_files()}
    assert {
        place(path): found for path, text in texts.items() if (found := real_looking_id_numbers(text))
    } == {}
    assert len(texts) > 100


def test_a_real_looking_id_number_would_be_found() -> None:
    number = "110105" + "19900307002"
    number += check_digit(number)
    assert real_looking_id_numbers(f"id={number},") == [number]
    assert real_looking_id_numbers(f"1{number}") == []


def test_every_requirement_is_pinned_to_one_version() -> None:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    required = [line for line in lines if line and not line.startswith("#")]
    assert [line for line in required if not PINNED.fullmatch(line)] == []
    assert len(required) > 20
