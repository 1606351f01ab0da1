"""The papers on security say nothing of which the evidence is not there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.our_code import ROOT, syntax_of

SECURITY, THREATS = (ROOT / "docs" / name for name in ("security.md", "threat_model.md"))
PLACE = re.compile(r"`((?:[\w.-]+/)+[\w.-]+|[\w-]+\.(?:txt|toml|py))(?:::(test_\w+))?`", re.ASCII)
STATES = {"yes", "partly", "missing", "n/a"}
# How many requirements each section of ASVS 5.0.0 has at levels 1 and 2, numbered from 1 without a gap.
_SECTIONS = """
    1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1
    4.3:2 4.4:4 5.1:1 5.2:3 5.3:2 5.4:3 6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2
    7.4:5 7.5:2 7.6:2 8.1:2 8.2:3 8.3:1 8.4:1 9.1:3 9.2:4 10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2
    10.7:3 11.1:2 11.2:3 11.3:3 11.4:4 11.5:1 11.6:1 12.1:3 12.2:2 12.3:4 13.1:1 13.2:5 13.3:2 13.4:5
    14.1:2 14.2:4 14.3:3 15.1:3 15.2:3 15.3:7 16.1:1 16.2:5 16.3:4 16.4:3 16.5:3 17.1:1 17.2:4 17.3:2
"""
LEVEL_2 = {section: int(most) for section, most in (one.split(":") for one in _SECTIONS.split())}


def rows_of(document: Path) -> Iterator[list[str]]:
    """Yield the cells of each row of the document's tables, without their headings."""
    lines = document.read_text(encoding="utf-8").splitlines()
    for before, line in zip(["", *lines], lines, strict=False):
        is_heading = bool(re.match(r"\|[-| ]+\|$", line)) or line.startswith(("| item ", "| threat "))
        if line.startswith("|") and not is_heading and before.startswith("|"):
            yield [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


@cache
def names_of_tests(path: Path) -> frozenset[str]:
    walked = ast.walk(syntax_of(path))
    return frozenset(node.name for node in walked if isinstance(node, ast.FunctionDef))


def is_there(place: str, test: str) -> bool:
    path = ROOT / place
    return path.exists() and (not test or (path.is_file() and test in names_of_tests(path)))


@pytest.mark.parametrize("document", [SECURITY, THREATS], ids=lambda path: path.name)
def test_whatever_is_named_as_evidence_is_there(document: Path) -> None:
    named = PLACE.findall(document.read_text(encoding="utf-8"))
    assert len(named) > 30
    assert [f"{place}::{test}" for place, test in named if not is_there(place, test)] == []


def test_evidence_that_is_not_there_would_be_noticed() -> None:
    assert is_there("docs/security.md", "")
    assert not is_there("docs/no_such_paper.md", "")
    assert not is_there("tests/architecture/test_doors.py", "test_no_such_test")


def test_every_requirement_of_level_2_stands_there_once() -> None:
    wanted = [f"{section}.{place}" for section, most in LEVEL_2.items() for place in range(1, most + 1)]
    assert len(wanted) == 253
    told = [item.strip() for row in rows_of(SECURITY) for item in row[0].split(",")]
    assert sorted(told) == sorted(wanted)


def test_every_requirement_has_a_state_and_what_is_done_has_evidence() -> None:
    for item, state, how, where in rows_of(SECURITY):
        assert state in STATES, item
        assert how, f"{item} says neither how nor why not"
        assert state == "n/a" or PLACE.search(where), f"{item} names no file and no test"


def test_what_is_missing_is_told_at_the_top() -> None:
    top = SECURITY.read_text(encoding="utf-8").partition("## V1")[0]
    missing = [
        item for items, state, *_ in rows_of(SECURITY) if state == "missing" for item in items.split(", ")
    ]
    assert missing
    assert [item for item in missing if item not in top] == []


def test_every_threat_says_what_stands_against_it_and_what_is_left() -> None:
    threats = [row for row in rows_of(THREATS) if len(row) == 4]
    assert len(threats) > 20
    for threat, kind, against, left in threats:
        assert kind in set("STRIDE"), threat
        assert PLACE.search(against), threat
        assert left, threat
    assert {kind for _, kind, _, _ in threats} == set("STRIDE")


def test_the_pages_make_no_html_out_of_words() -> None:
    risky = re.compile(r"v-html|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function")
    sources = [path for kind in ("*.ts", "*.vue") for path in (ROOT / "web" / "src").rglob(kind)]
    assert len(sources) > 50
    assert [str(path) for path in sources if risky.search(path.read_text(encoding="utf-8"))] == []
