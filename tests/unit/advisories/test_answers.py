"""An auditor that could not ask is never taken for one that found nothing."""

from __future__ import annotations

import json

import pytest

from tests.advisories.answers import Finding, read_npm_audit, read_pip_audit

JUDGED = {"name": "flask", "version": "3.1.3", "vulns": []}
FLAWED = {"name": "pillow", "version": "9.0.0", "vulns": [{"id": "PYSEC-2022-1", "fix_versions": ["9.0.1"]}]}
SKIPPED = {"name": "redis", "skip_reason": "Dependency not found on PyPI and could not be audited: redis"}
REGISTRY_WITHOUT_AUDITS = json.dumps(
    {"message": "405 Method Not Allowed", "method": "POST", "statusCode": 405, "body": ""}
)


def of_pip(*parts: dict[str, object]) -> str:
    return json.dumps({"dependencies": parts, "fixes": []})


def of_npm(vulnerabilities: dict[str, object]) -> str:
    return json.dumps({"auditReportVersion": 2, "vulnerabilities": vulnerabilities})


def test_parts_without_a_known_flaw_are_no_finding() -> None:
    for answer in (read_pip_audit("it", of_pip(JUDGED), ""), read_npm_audit("it", of_npm({}), "")):
        assert (answer.findings, answer.unanswered) == ((), "")


def test_a_flaw_in_python_is_found() -> None:
    found = read_pip_audit("it", of_pip(JUDGED, FLAWED), "")
    assert found.findings == (Finding("pillow", "9.0.0", "PYSEC-2022-1"),)
    assert not found.unanswered


def test_a_flaw_in_node_is_found_where_it_is_and_not_where_it_is_passed_on() -> None:
    advisory = {"url": "https://github.com/advisories/GHSA-aaaa-bbbb-cccc", "title": "it breaks"}
    said = {
        "vite": {"range": "<=8.0.0", "via": [advisory]},
        "vitest": {"range": "*", "via": ["vite"]},
    }
    assert read_npm_audit("it", of_npm(said), "").findings == (
        Finding("vite", "<=8.0.0", "GHSA-aaaa-bbbb-cccc"),
    )


def test_a_part_that_was_skipped_was_not_judged_and_a_flaw_beside_it_still_counts() -> None:
    half = read_pip_audit("it", of_pip(FLAWED, SKIPPED), "")
    assert half.unanswered.startswith("1 parts were not judged")
    assert len(half.findings) == 1


@pytest.mark.parametrize("printed", ["", "no JSON", "[]", "{}", of_pip()])
def test_pip_audit_that_prints_no_report_was_not_asked(printed: str) -> None:
    assert read_pip_audit("it", printed, "Traceback\nConnectionError: no route").unanswered


@pytest.mark.parametrize("printed", ["", "no JSON", "[]", "{}", REGISTRY_WITHOUT_AUDITS])
def test_npm_that_prints_no_report_was_not_asked(printed: str) -> None:
    assert read_npm_audit("it", printed, "").unanswered
