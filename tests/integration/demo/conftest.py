from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from backend.demo.commands import demo_commands
from backend.demo.loading import DemoAddresses, DemoFiles, DemoLoader
from backend.domain import Domain

SHARED = {"wechat": {"mini_program": {"appid": "wx-demo-mini", "secret": "shared-with-wechat"}}}
ADDRESSES = DemoAddresses(
    "http://127.0.0.1:8000", {"wechat": "http://127.0.0.1:8001", "library": "http://127.0.0.1:8002"}
)
RunDemo = Callable[..., Result]


@pytest.fixture
def files(tmp_path: Path) -> DemoFiles:
    return DemoFiles(tmp_path / "demo")


@pytest.fixture
def loader(domain: Domain, files: DemoFiles) -> DemoLoader:
    ground = replace(domain.ground, city=replace(domain.ground.city, is_demo=True))
    return DemoLoader(replace(domain, ground=ground), files, ADDRESSES)


@pytest.fixture
def run_demo(domain: Domain, loader: DemoLoader) -> RunDemo:
    """Run a `demo` command as an operator would, as in `run_demo("load", "--citizens", "40")`."""
    group = demo_commands(loader, domain.policy.catalogue, domain.ground.clock, SHARED, [])
    return lambda *arguments: CliRunner().invoke(group, arguments)
