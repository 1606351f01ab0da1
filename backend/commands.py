"""The management commands of the domain, put together as its services are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from backend.audit.commands import audit_commands
from backend.demo.batches.command import generate_command
from backend.domain import Domain
from backend.merchants.commands import merchant_commands
from backend.officers.commands import officer_commands
from backend.perks.commands import perks_commands
from backend.perks.operator_door.commands import operator_key_commands
from backend.perks.reconciliation.commands import reconciliation_commands
from backend.platform.outbox.commands import outbox_commands
from backend.records.catalogue_command import catalogue_commands
from backend.records.commands import records_commands
from backend.redress.commands import cases_commands


def domain_commands(
    domain: Domain, read_folder: Callable[[Path], Any], catalogue_folder: Path
) -> Iterator[click.Group]:
    """Yield the groups of the subjects; a catalogue to check is read as it is told."""
    ground, catalogue = domain.ground, domain.policy.catalogue
    yield outbox_commands(ground.database, ground.clock, domain.outbox_handlers, domain.schedules)
    keys = operator_key_commands(domain.operator_door.keys)
    reconciling = reconciliation_commands(domain.reconciliation)
    yield perks_commands(domain.redemptions, domain.perk_calendar, [keys, *reconciling])
    others = [
        catalogue_commands(read_folder, catalogue_folder),
        generate_command(catalogue, ground.clock),
        officer_commands(domain.officers),
        cases_commands(domain.redress.exchange, catalogue),
    ]
    yield audit_commands(domain.audit)
    yield merchant_commands(domain.merchant_access, ground.city.base_url)
    yield records_commands(domain.imports, domain.departments, catalogue, others)
