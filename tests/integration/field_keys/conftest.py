from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from backend.domain import Domain, Ground, Outside, Policy, build_domain
from backend.encrypted_places import build_field_key_rotation
from backend.platform.field_keys.rotation import FieldKeyRotation
from backend.redress.material_folder import MaterialFolder
from tests.builders.outside import FakeOperator, FakeRegister, FakeWeChat
from tests.builders.pushing import FakePush
from tests.integration.field_keys.rings import F1

Rotate = Callable[..., FieldKeyRotation]


@pytest.fixture
def ground(ground: Ground) -> Ground:
    return replace(ground, cipher=F1)


@pytest.fixture
def materials(tmp_path: Path) -> MaterialFolder:
    return MaterialFolder(tmp_path / "materials")


@pytest.fixture
def domain(ground: Ground, policy: Policy, push: FakePush, materials: MaterialFolder) -> Domain:
    """Give the service while f1 is its only field key."""
    wechat, library = FakeWeChat(), FakeOperator()
    outside = Outside(wechat, wechat, FakeRegister(), {"library": library}, push=push, materials=materials)
    return build_domain(ground, policy, outside)


@pytest.fixture
def rotation(ground: Ground, materials: MaterialFolder) -> Rotate:
    """Give the rotation under a ring."""
    return lambda ring: build_field_key_rotation(ground.database, ring, materials)
