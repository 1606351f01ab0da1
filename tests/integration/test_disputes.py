import pytest
from sqlalchemy import select

from backend.domain import Domain
from backend.platform.errors import Conflict, Invalid, NotFound
from backend.redress.corrections import LONGEST_WORDS
from backend.redress.events import DisputeReason
from backend.redress.models import Case
from tests.builders.citizens import a_citizen, a_record

pytestmark = pytest.mark.store


def test_a_disputed_record_stops_counting_from_that_moment(domain: Domain) -> None:
    citizen = a_citizen(domain)
    record = a_record(domain, citizen)
    assert domain.status.view(citizen.id).level.id == "attention"
    domain.redress.disputes.open(citizen.id, record, DisputeReason.NOT_MINE, "这不是我的处罚", None)
    assert domain.status.view(citizen.id).level.id == "good"


def test_the_citizen_reads_their_own_words_again_and_nobody_reads_them_in_the_store(domain: Domain) -> None:
    citizen = a_citizen(domain)
    record = a_record(domain, citizen)
    domain.redress.disputes.open(citizen.id, record, DisputeReason.OTHER, "金额写错了", None)
    assert [view.words for view in domain.redress.cases.list_of_citizen(citizen.id)] == ["金额写错了"]
    with domain.ground.database.reading() as session:
        assert "金额写错了".encode() not in session.scalars(select(Case.words_encrypted)).one()


def test_a_record_is_disputed_once_at_a_time(domain: Domain) -> None:
    citizen = a_citizen(domain)
    record = a_record(domain, citizen)
    domain.redress.disputes.open(citizen.id, record, DisputeReason.OTHER, "", None)
    with pytest.raises(Conflict, match="record-not-disputable"):
        domain.redress.disputes.open(citizen.id, record, DisputeReason.OTHER, "", None)


def test_a_repeated_request_finds_the_first_dispute(domain: Domain) -> None:
    citizen = a_citizen(domain)
    record = a_record(domain, citizen)
    first, again = (
        domain.redress.disputes.open(citizen.id, record, DisputeReason.OTHER, "x", "key") for _ in range(2)
    )
    assert first.id == again.id


def test_another_citizens_record_does_not_exist(domain: Domain) -> None:
    record = a_record(domain, a_citizen(domain))
    with pytest.raises(NotFound):
        domain.redress.disputes.open(a_citizen(domain).id, record, DisputeReason.OTHER, "", None)


def test_words_have_a_limit_that_is_told(domain: Domain) -> None:
    citizen = a_citizen(domain)
    record = a_record(domain, citizen)
    too_long = "字" * (LONGEST_WORDS + 1)
    with pytest.raises(Invalid, match="words-too-long"):
        domain.redress.disputes.open(citizen.id, record, DisputeReason.OTHER, too_long, None)
