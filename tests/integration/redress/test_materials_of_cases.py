from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from backend.domain import Domain, Ground, Outside, Policy, build_domain
from backend.platform.errors import Conflict, Invalid, NotFound, Unavailable
from backend.redress.department import Position
from backend.redress.events import Event
from backend.redress.material_folder import MaterialFolder
from backend.redress.material_ports import ScanResult
from tests.builders.citizens import TestCitizen, a_citizen, a_record
from tests.builders.clock import StandingClock
from tests.builders.files import EICAR, a_jpeg, a_pdf, a_png
from tests.builders.outside import FakeOperator, FakeRegister, FakeWeChat
from tests.builders.redress import CHEN, MKT, a_dispute, answered, decided, taken

pytestmark = pytest.mark.store


class ScanForTheTestFile:
    """Finds the test file of the antivirus trade, and nothing else."""

    def scan(self, content: bytes) -> ScanResult:
        return ScanResult.INFECTED if EICAR in content else ScanResult.CLEAN


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "materials"


@pytest.fixture
def domain(ground: Ground, policy: Policy, folder: Path) -> Domain:
    wechat = FakeWeChat()
    outside = Outside(wechat, wechat, FakeRegister(), {"library": FakeOperator()})
    return build_domain(
        ground, policy, replace(outside, materials=MaterialFolder(folder), virus_scan=ScanForTheTestFile())
    )


@pytest.fixture
def citizen(domain: Domain) -> TestCitizen:
    return a_citizen(domain)


@pytest.fixture
def number(domain: Domain, citizen: TestCitizen) -> str:
    return a_dispute(domain, citizen, a_record(domain, citizen)).number


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_material_lies_encrypted_and_is_read_again_by_its_citizen(
    domain: Domain, citizen: TestCitizen, number: str, folder: Path
) -> None:
    pdf = a_pdf("receipt of the fine")
    added = domain.redress.materials.add(citizen.id, number, "缴款凭证.pdf", pdf, "key")
    assert (added.name, added.media_type, added.scan) == ("缴款凭证.pdf", "application/pdf", "clean")
    (stored,) = files_in(folder)
    assert b"%PDF" not in stored.read_bytes()
    assert stored.stat().st_mode & 0o777 == 0o600
    assert domain.redress.materials.read(citizen.id, number, added.id).content == pdf


def test_the_same_file_again_is_the_same_material(domain: Domain, citizen: TestCitizen, number: str) -> None:
    first, again, other = (
        domain.redress.materials.add(citizen.id, number, "a.png", content, None)
        for content in (a_png(), a_png(), a_jpeg())
    )
    assert first.id == again.id != other.id


def test_officer_and_department_read_it_while_it_is_their_turn_and_each_look_is_logged(
    domain: Domain, citizen: TestCitizen, number: str, clock: StandingClock
) -> None:
    material = domain.redress.materials.add(citizen.id, number, "a.jpg", a_jpeg(), None).id
    with pytest.raises(NotFound):
        domain.redress.department.read_material(MKT, number, material)
    taken(domain, number)
    decided(domain, number, Event.FORWARD)
    clock.pass_time(minutes=1)
    assert domain.redress.desk.read_material(CHEN, number, material).media_type == "image/jpeg"
    clock.pass_time(minutes=1)
    domain.redress.department.read_material(MKT, number, material)
    looks = domain.access_log.list_of_citizen(citizen.id)[:2]
    assert [(one.actor_kind, one.action) for one in looks] == [
        ("department", "material.read"),
        ("officer", "material.read"),
    ]
    answered(domain, number, Position.AGREE)
    with pytest.raises(NotFound):
        domain.redress.department.read_material(MKT, number, material)


def test_nobody_else_reads_or_adds(domain: Domain, citizen: TestCitizen, number: str) -> None:
    material = domain.redress.materials.add(citizen.id, number, "a.jpg", a_jpeg(), None).id
    other = a_citizen(domain)
    own_case = a_dispute(domain, other, a_record(domain, other)).number
    for act in (
        lambda: domain.redress.materials.read(other.id, number, material),
        lambda: domain.redress.materials.read(other.id, own_case, material),
        lambda: domain.redress.materials.add(other.id, number, "a.jpg", a_jpeg(), None),
    ):
        with pytest.raises(NotFound):
            act()


def test_an_infected_file_is_not_kept(
    domain: Domain, citizen: TestCitizen, number: str, folder: Path
) -> None:
    with pytest.raises(Invalid, match="material-infected"):
        domain.redress.materials.add(citizen.id, number, "a.jpg", a_jpeg() + EICAR, None)
    assert files_in(folder) == []


def test_what_is_not_taken_or_was_there_before_fills_no_disk(
    domain: Domain, citizen: TestCitizen, number: str, folder: Path
) -> None:
    for width in range(10):
        domain.redress.materials.add(citizen.id, number, "a.png", a_png(width + 1), None)
    domain.redress.materials.add(citizen.id, number, "again.png", a_png(1), None)
    with pytest.raises(Conflict, match="materials-enough"):
        domain.redress.materials.add(citizen.id, number, "a.png", a_png(99), None)
    assert len(files_in(folder)) == 10


def test_a_case_takes_ten_materials_and_a_closed_one_none(
    domain: Domain, citizen: TestCitizen, number: str
) -> None:
    for width in range(10):
        domain.redress.materials.add(citizen.id, number, "a.png", a_png(width + 1), None)
    with pytest.raises(Conflict, match="materials-enough"):
        domain.redress.materials.add(citizen.id, number, "a.png", a_png(99), None)
    domain.redress.disputes.withdraw(citizen.id, number)
    with pytest.raises(Conflict, match="case-closed"):
        domain.redress.materials.add(citizen.id, number, "a.png", a_png(98), None)


def test_content_without_a_row_is_swept_up_and_other_content_is_not(
    domain: Domain, citizen: TestCitizen, number: str, folder: Path, clock: StandingClock
) -> None:
    domain.redress.materials.add(citizen.id, number, "a.jpg", a_jpeg(), None)
    MaterialFolder(folder).put("mat_" + "0" * 22, b"left behind")
    domain.redress.calendar.run()
    assert len(files_in(folder)) == 2
    long_ago = (clock.now() - timedelta(days=2)).timestamp()
    for path in files_in(folder):
        os.utime(path, (long_ago, long_ago))
    domain.redress.calendar.run()
    (left,) = files_in(folder)
    assert left.name != "mat_" + "0" * 22


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "mat_../../../../etc/passwd", "", "mat_" + "a" * 21 + "/"]
)
def test_no_id_leads_out_of_the_folder(folder: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not the id"):
        MaterialFolder(folder).find(name)


def test_a_folder_that_cannot_be_written_is_told_as_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(Unavailable, match="material-store-unavailable"):
        MaterialFolder(tmp_path / "file").put("mat_" + "0" * 22, b"")
