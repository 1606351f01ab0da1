from __future__ import annotations

from collections.abc import Callable

import pytest

from backend.domain import Domain
from backend.notifications.push.service import TemplateView
from backend.platform.outbox.worker import OutboxWorker
from tests.builders.clock import StandingClock

Kept = Callable[[str, str], TemplateView]


@pytest.fixture
def worker(domain: Domain, clock: StandingClock) -> OutboxWorker:
    return OutboxWorker(domain.ground.database, clock, domain.outbox_handlers)


@pytest.fixture
def kept(domain: Domain) -> Kept:
    """Return a way to look at what a citizen permitted of a template."""

    def look(citizen_id: str, template: str) -> TemplateView:
        views = domain.push.service.view(citizen_id).templates
        return next(one for one in views if one.template.id == template)

    return look
