"""Every place that holds something encrypted is known, and is brought under the new key."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, select

from backend.domain import Domain
from backend.identity.people import People
from backend.platform.database import Base
from backend.platform.field_encryption import UnknownKey
from backend.platform.field_keys.place import Kind
from backend.platform.field_keys.rotation import Standing
from backend.records.importing.part_work import StagedRow
from backend.records.importing.staging import put_rows
from backend.redress.case_keys import cipher_that_opens
from backend.redress.citizens_words import open_words
from backend.redress.corrections import open_content
from backend.redress.material_folder import MaterialFolder
from backend.redress.materials import MaterialReading
from backend.redress.models import Case, CaseStep, Material
from tests.builders.lives import NAME
from tests.integration.field_keys.conftest import Rotate
from tests.integration.field_keys.everything import something_everywhere
from tests.integration.field_keys.rings import BOTH, F1, F2, F2_TO_SM4, SM4

pytestmark = pytest.mark.store
UNDER_THE_KEY_OF_A_CASE = "redress_step.content_encrypted"


def sealed_steps(domain: Domain) -> dict[int, bytes]:
    with domain.ground.database.reading() as session:
        rows = session.scalars(select(CaseStep).where(CaseStep.content_encrypted.is_not(None))).all()
    return {row.version: row.content_encrypted or b"" for row in rows}


def keys_of(standing: Standing, kind: Kind) -> dict[str, set[str]]:
    return {one.place: {*one.counts} for one in standing.places if one.kind is kind}


def test_every_column_of_ciphertexts_is_known(domain: Domain, rotation: Rotate) -> None:
    """What has a length of its own is a digest or an index; everything else that holds bytes is encrypted."""
    columns = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary) and column.type.length is None
    }
    known = {one.place for one in rotation(F1).count().places}
    assert columns - {UNDER_THE_KEY_OF_A_CASE} | {"redress_material.content"} == known


def test_a_whole_town_comes_under_the_new_key_and_opens_in_its_places(
    domain: Domain, rotation: Rotate, tmp_path: Path
) -> None:
    something_everywhere(domain, tmp_path)
    before = keys_of(rotation(F1).count(), Kind.REWRITTEN)
    assert before == {place: {"f1"} for place in before}, "every place holds something to bring over"
    last, standing = rotation(BOTH).reencrypt(2, lambda _: None)
    assert keys_of(standing, Kind.REWRITTEN) == {place: {"f2"} for place in before}
    assert (last.unknown, last.damaged) == (0, [])
    # Brought over once more by a ring that lacks f1: every value opened, each in its own place.
    last, standing = rotation(F2_TO_SM4).reencrypt(500, lambda _: None)
    assert keys_of(standing, Kind.REWRITTEN) == {place: {"sm4:1"} for place in before}
    assert (last.unknown, last.damaged) == (0, [])


def test_the_service_reads_what_it_wrote_under_the_former_key(
    domain: Domain, rotation: Rotate, materials: MaterialFolder, tmp_path: Path
) -> None:
    life = something_everywhere(domain, tmp_path)
    rotation(BOTH).reencrypt(500, lambda _: None)
    opening = MaterialReading(domain.ground.clock, F2, materials)
    with domain.ground.database.reading() as session:
        person = People(F2).get_proven(session, life.id)
        row = session.scalars(select(Material)).one()
        words = open_words(F2, session.scalars(select(Case)).one())
    assert (person.name, person.id_number) == (NAME, life.citizen.id_number)
    opened = opening.open(row)
    assert (words, opened.file_name, opened.content[:5]) == ("金额不对", f"{NAME}的证明.pdf", b"%PDF-")


def test_sealed_steps_stay_as_they_are_and_are_read_without_the_former_key(
    domain: Domain, rotation: Rotate, tmp_path: Path
) -> None:
    something_everywhere(domain, tmp_path)
    domain.audit.sealing.run()
    before = sealed_steps(domain)
    rotation(BOTH).reencrypt(500, lambda _: None)
    rotation(F2_TO_SM4).reencrypt(500, lambda _: None)
    assert sealed_steps(domain) == before
    assert domain.audit.verification.verify().is_sound
    with domain.ground.database.reading() as session:
        case = session.scalars(select(Case)).one()
    said = [
        open_content(cipher_that_opens(SM4, case.id, case.key_encrypted), sealed, case.id, version).words
        for version, sealed in before.items()
    ]
    assert said == ["已核查"]
    with pytest.raises(UnknownKey):
        cipher_that_opens(F1, case.id, case.key_encrypted)


def test_what_an_import_has_staged_is_counted_and_left_to_it(domain: Domain, rotation: Rotate) -> None:
    staged = StagedRow(
        *(
            "bat_1",
            1,
            bytes(32),
            "rec_1",
            "person",
            "item",
            "1号",
            "标题",
            date(2026, 11, 1),
            None,
            None,
            None,
        ),
        *(
            "in_force",
            F1.encrypt("{}", "credit_record.details/rec_1"),
            bytes(16),
            None,
            None,
            None,
            False,
            False,
        ),
    )
    with domain.ground.database.transaction() as session:
        put_rows(session, [staged])
    _, standing = rotation(BOTH).reencrypt(500, lambda _: None)
    assert keys_of(standing, Kind.PASSES) == {"import_row.details_encrypted": {"f1"}}
    assert standing.under("f1") == 1
