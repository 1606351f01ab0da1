from __future__ import annotations

import secrets
from dataclasses import replace
from pathlib import Path

import pytest

from backend.domain import Domain, Ground, Outside, Policy, build_domain
from backend.platform.outbox.worker import OutboxWorker
from backend.redress.material_folder import MaterialFolder
from tests.builders.clock import StandingClock
from tests.builders.lives import Life, OneContextCipher, a_whole_life
from tests.builders.outside import FakeOperator, FakeRegister, FakeWeChat
from tests.builders.pushing import FakePush


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "materials"


@pytest.fixture
def domain(ground: Ground, policy: Policy, folder: Path, library: FakeOperator, push: FakePush) -> Domain:
    wechat, materials = FakeWeChat(), MaterialFolder(folder)
    outside = Outside(wechat, wechat, FakeRegister(), {"library": library}, materials=materials, push=push)
    cipher = OneContextCipher({"f1": secrets.token_bytes(32)}, "f1")
    return build_domain(replace(ground, cipher=cipher), policy, outside)


@pytest.fixture
def worker(domain: Domain, clock: StandingClock) -> OutboxWorker:
    return OutboxWorker(domain.ground.database, clock, domain.outbox_handlers)


@pytest.fixture
def life(domain: Domain, worker: OutboxWorker) -> Life:
    """Return somebody with something everywhere, whose perk the library has granted."""
    life = a_whole_life(domain)
    worker.run_until_idle()
    return life
