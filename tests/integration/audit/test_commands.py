"""The `audit` commands, as whoever runs the service uses them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from backend.audit.commands import audit_commands
from backend.domain import Domain
from tests.builders.citizens import a_citizen
from tests.builders.tampering import tamper

pytestmark = pytest.mark.store


def run(domain: Domain, *arguments: str) -> Result:
    return CliRunner().invoke(audit_commands(domain.audit), arguments)


def test_seal_then_verify_then_a_head_to_keep(domain: Domain, tmp_path: Path) -> None:
    a_citizen(domain)
    assert "entries sealed" in run(domain, "seal").output
    head = run(domain, "head").output
    kept = tmp_path / "heads.txt"
    kept.write_text(head)
    verified = run(domain, "verify", "--head", str(kept))
    assert verified.exit_code == 0, verified.output
    assert "Sound." in verified.output
    assert head in verified.output


def test_a_workers_log_serves_as_kept_heads(domain: Domain, tmp_path: Path) -> None:
    a_citizen(domain)
    run(domain, "seal")
    number, told, _ = run(domain, "head").output.split()
    kept = tmp_path / "worker.log"
    kept.write_text(f'{{"event":"audit head {number} {told}","level":"info"}}\n')
    assert run(domain, "verify", "--head", str(kept)).exit_code == 0
    kept.write_text(f"audit head {number} {'0' * 64}\n")
    refused = run(domain, "verify", "--head", str(kept))
    assert (refused.exit_code, f"seal {number} is not the one" in refused.output) == (1, True)


def test_a_fault_ends_with_code_1_and_names_the_entry(domain: Domain) -> None:
    citizen = a_citizen(domain)
    run(domain, "seal")
    entry = domain.access_log.list_of_citizen(citizen.id)[0].id
    tamper(domain.ground.database, "DELETE FROM access_entry WHERE id = :id", id=entry)
    verified = run(domain, "verify")
    assert verified.exit_code == 1
    assert f"{entry} of the log access is missing" in verified.output
    assert run(domain, "verify", "--since", "2026-12-31").exit_code == 0


def test_before_the_first_seal_there_is_no_head_and_a_file_without_one_is_refused(
    domain: Domain, tmp_path: Path
) -> None:
    told = run(domain, "head")
    assert (told.exit_code, told.stdout) == (0, "")
    assert "Nothing is sealed yet" in told.stderr
    kept = tmp_path / "heads.txt"
    kept.write_text("nothing here\n")
    assert run(domain, "verify", "--head", str(kept)).exit_code == 2
