"""Contents of materials: replaced whole, and never put back once they were deleted."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, update

from backend.domain import Domain
from backend.platform.database import Database
from backend.platform.field_keys.place import Damaged
from backend.redress.encrypted_materials import EncryptedMaterials
from backend.redress.material_folder import MaterialFolder
from backend.redress.material_ports import MemoryMaterialStore
from backend.redress.materials import content_context
from backend.redress.models import Material
from tests.builders.lives import a_whole_life
from tests.integration.field_keys.conftest import Rotate
from tests.integration.field_keys.rings import BOTH, F1

pytestmark = pytest.mark.store
CONTENTS = "redress_material.content"


def the_material(database: Database) -> str:
    with database.reading() as session:
        return session.scalars(select(Material.id)).one()


class DeletedMeanwhile(MemoryMaterialStore):
    """Somebody deletes each material, and notes it, right after it was read."""

    def __init__(self, database: Database, domain: Domain) -> None:
        super().__init__()
        self._database = database
        self._now = domain.ground.clock.now()

    def find(self, material_id: str) -> bytes | None:
        content = super().find(material_id)
        self.remove(material_id)
        with self._database.transaction() as session:
            session.execute(update(Material).values(removed_at=self._now))
        return content


def test_a_file_that_is_deleted_meanwhile_is_not_put_back(domain: Domain, database: Database) -> None:
    a_whole_life(domain)
    material = the_material(database)
    store = DeletedMeanwhile(database, domain)
    store.put(material, F1.encrypt_bytes(b"%PDF-", content_context(material)))
    assert EncryptedMaterials(database, store).reencrypt(BOTH, None, 10).rewritten == 1
    assert store.find_start(material, 1) is None


def test_a_damaged_file_is_named_and_left(
    domain: Domain, database: Database, rotation: Rotate, materials: MaterialFolder
) -> None:
    a_whole_life(domain)
    material = the_material(database)
    sealed = materials.find(material) or b""
    materials.put(material, sealed[:-1] + bytes([sealed[-1] ^ 1]))
    last, standing = rotation(BOTH).reencrypt(10, lambda _: None)
    assert last.damaged == [Damaged(CONTENTS, material, "altered, or not from this place")]
    assert standing.under("f1") == 1


def test_a_missing_file_is_no_value(
    domain: Domain, database: Database, rotation: Rotate, materials: MaterialFolder
) -> None:
    """Its deletion is under way, or a restore forgot it: neither is a matter of keys."""
    a_whole_life(domain)
    materials.remove(the_material(database))
    last, standing = rotation(BOTH).reencrypt(10, lambda _: None)
    assert (last.damaged, standing.under("f1")) == ([], 0)


@pytest.mark.parametrize("length", [0, 3, 1000])
def test_a_store_gives_the_first_bytes_alone(tmp_path: Path, length: int) -> None:
    for store in (MaterialFolder(tmp_path), MemoryMaterialStore()):
        store.put("mat_0123456789abcdefghijkl", b"0123456789")
        assert store.find_start("mat_0123456789abcdefghijkl", length) == b"0123456789"[:length]
        assert store.find_start("mat_0123456789abcdefghijkX", length) is None
