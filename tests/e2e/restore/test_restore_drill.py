"""The restore drill: dump under load, restore elsewhere; the chain holds, counts match, fields decrypt."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from backend.domain import Domain, Outside, build_domain, parse_policy
from backend.platform.clock import SystemClock
from backend.platform.keyring.file_ring import FileKeyRing
from backend.redress.material_folder import MaterialFolder
from config.loading import load_settings, read_policy
from tests.architecture.our_code import ROOT
from tests.builders.files import a_pdf
from tests.builders.outside import FakeRegister, FakeWeChat
from tests.builders.stores import EmbeddedStore, ServiceStore
from tests.e2e.restore.places import Place, UnderRoles, counts_of, run, scalar
from tests.e2e.restore.town_in_use import DISPUTING, Use, leave_something_everywhere
from tests.e2e.town import Town, running_town
from wsgi import build_ground

pytestmark = [pytest.mark.store, pytest.mark.e2e]
SCANS = 15
# Nothing leaves these in a few seconds, so at a moment between two others their number lies between.
ONLY_GROW = ("access_entry", "certificate", "citizen", "linked_card", "perk_grant", "redress_step")


@pytest.fixture
def roles(store: EmbeddedStore | ServiceStore) -> UnderRoles:
    if isinstance(store, ServiceStore) and shutil.which("pg_dump") is None:
        pytest.skip("PostgreSQL's own programs are not installed here")
    return UnderRoles(store)


@pytest.fixture
def town(roles: UnderRoles, tmp_path: Path) -> Iterator[Town]:
    with running_town(tmp_path, roles) as town:
        yield town


@pytest.fixture
def elsewhere(roles: UnderRoles, tmp_path: Path) -> Iterator[Place]:
    with roles.empty_place(tmp_path) as place:
        yield place


@contextmanager
def served_by(environment: Mapping[str, str]) -> Iterator[Domain]:
    """Give the service on a store and a folder, in this process, by settings of their own."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        settings = load_settings()
    wrapping_key = bytes.fromhex(settings.key_ring_key.get_secret_value())
    key_ring = FileKeyRing(settings.var / "keys.json", wrapping_key, SystemClock(), may_be_made=False)
    wechat, materials = FakeWeChat(), MaterialFolder(settings.var / "materials")
    outside = Outside(wechat, wechat, FakeRegister(), {}, materials=materials)
    domain = build_domain(build_ground(settings, key_ring), parse_policy(read_policy), outside)
    yield domain
    domain.ground.database.close()


def test_a_town_in_use_is_backed_up_and_restored_elsewhere(
    roles: UnderRoles, town: Town, elsewhere: Place, tmp_path: Path
) -> None:
    here, file = roles.place(tmp_path), a_pdf("drill")
    citizen, case, material = leave_something_everywhere(town, file)
    kept = {**town.environment, "BACKUP": str(tmp_path / "backup")}
    with Use(town) as use:
        use.wait_for_more(SCANS)
        with served_by(town.environment) as domain:
            assert domain.audit.sealing.run().entries > SCANS
        use.wait_for_more(SCANS)
        before = counts_of(here)
        run(roles.documented("backup"), {**kept, **here.for_reader})
        after = counts_of(here)
        use.wait_for_more(SCANS)

    restored = {**kept, "CARD_VAR": str(tmp_path / "restored")}
    said = run(roles.documented("restore"), {**restored, **elsewhere.for_reader})
    assert (ROOT / "migrations" / "HEAD").read_text().strip() + " (head)" in said
    assert "Sound." in said

    counted = counts_of(elsewhere)
    assert counted.keys() == before.keys()
    assert [name for name in ONLY_GROW if not before[name] <= counted[name] <= after[name]] == []
    assert before["access_entry"] < after["access_entry"]
    issued = "SELECT count(*) FROM access_entry WHERE action = 'certificate.issued'"
    assert scalar(elsewhere, issued) == counted["certificate"]

    with served_by({**restored, **elsewhere.for_worker}) as domain:
        assert domain.identity.get_person(citizen).name_masked == f"*{town.citizen(DISPUTING)['name'][-1]}"
        assert domain.redress.materials.read(citizen, case, material).content == file
        waiting = domain.audit.verification.verify().waiting
        assert domain.audit.sealing.run().entries == waiting > 0
        assert domain.audit.verification.verify().is_sound
