"""The published catalogue and policy, as the demo city meets them."""

from __future__ import annotations

from datetime import date
from functools import cache
from random import Random

from backend.demo.city import City, DemoCitizen, generate_city
from backend.records.catalogue import Catalogue, parse_catalogue
from backend.records.facts import RecordFacts, RecordState
from backend.status.evaluation import StatusReport, evaluate
from backend.status.policy import StatusPolicies, parse_status_policies
from config.loading import read_policy

TODAY = date(2026, 11, 23)


@cache
def published_catalogue() -> Catalogue:
    return parse_catalogue(read_policy("catalogue"))


@cache
def published_policies() -> StatusPolicies:
    return parse_status_policies(read_policy("status_policy"))


def chance() -> Random:
    return Random(7)  # noqa: S311  synthetic data, the same at every run


@cache
def city_of(citizens: int, seed: int = 7, today: date = TODAY) -> City:
    return generate_city(citizens, seed, published_catalogue(), today)


def status_of(citizen: DemoCitizen, today: date = TODAY) -> StatusReport:
    facts = [
        RecordFacts(
            record_id=record.document_number,
            item_id=record.item_id,
            decided_on=record.decided_on,
            valid_until=record.valid_until,
            duty_fulfilled_on=record.duty_fulfilled_on,
            state=RecordState.IN_FORCE,
        )
        for record in citizen.records
    ]
    return evaluate(facts, published_catalogue(), published_policies().in_force_on(today), today)
