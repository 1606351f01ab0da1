from datetime import date

import pytest
from sqlalchemy import select, update

from backend.domain import Domain
from backend.identity.id_number import check_digit
from backend.platform.errors import Invalid, NotFound
from backend.records.facts import RecordState
from backend.records.models import CreditRecord
from backend.records.organisation_code import check_character
from tests.builders.citizens import ORDINARY, a_citizen, a_record, a_visitor
from tests.builders.clock import StandingClock
from tests.builders.organisations import (
    HONOUR,
    PERMIT,
    an_organisation,
    an_organisation_code,
    an_organisation_record,
)

pytestmark = pytest.mark.store

_ORDERS = (f"35029919900517{order:03d}" for order in range(1000))
# An ID number that is by chance a well-formed credit code too; one in 31 is.
ID_NUMBER_AND_CODE = next(
    first + check_digit(first) for first in _ORDERS if check_digit(first) == check_character(first)
)


def shown(domain: Domain, code: str) -> list[str]:
    return [public.record.id for public in domain.organisations.get(code).records]


def test_an_organisation_is_shown_with_its_public_records_newest_first(domain: Domain) -> None:
    code = an_organisation(domain, name="鹭岛示例食品有限公司", representative="林示例")
    permit = an_organisation_record(domain, code, PERMIT, date(2024, 3, 1))
    penalty = an_organisation_record(domain, code, ORDINARY, date(2026, 10, 1))
    honour = an_organisation_record(domain, code, HONOUR, date(2026, 5, 1))
    view = domain.organisations.get(code)
    assert (view.organisation.name, view.organisation.representative) == ("鹭岛示例食品有限公司", "林示例")
    assert [public.record.id for public in view.records] == [penalty, honour, permit]
    assert [public.until for public in view.records] == [date(2027, 10, 1), date(2028, 5, 1), None]
    assert {public.item.department for public in view.records} == {"mkt"}
    assert {public.department for public in view.records} == {domain.policy.catalogue.departments["mkt"]}


def test_the_code_is_found_however_it_is_written(domain: Domain) -> None:
    code = an_organisation(domain)
    assert domain.organisations.get(f" {code.lower()} ").organisation.code == code


def test_an_organisation_without_public_records_is_still_shown(domain: Domain) -> None:
    assert shown(domain, an_organisation(domain)) == []


def test_records_of_one_organisation_are_no_other_ones(domain: Domain) -> None:
    one, other = an_organisation(domain), an_organisation(domain)
    record = an_organisation_record(domain, one)
    assert (shown(domain, one), shown(domain, other)) == ([record], [])


def test_details_are_shown_without_the_name_that_was_delivered(domain: Domain) -> None:
    code = an_organisation(domain)
    details = {"subject_name": "鹭岛示例贸易有限公司", "content": "罚款", "fine_fen": 500000}
    an_organisation_record(domain, code, ORDINARY, details=details)
    [public] = domain.organisations.get(code).records
    assert public.details == {"content": "罚款", "fine_fen": 500000}


@pytest.mark.parametrize("state", [state for state in RecordState if state is not RecordState.IN_FORCE])
def test_what_is_disputed_corrected_repaired_or_withdrawn_is_shown_no_more(
    domain: Domain, state: RecordState
) -> None:
    code = an_organisation(domain)
    record = an_organisation_record(domain, code, ORDINARY)
    assert shown(domain, code) == [record]
    with domain.ground.database.transaction() as session:
        session.execute(update(CreditRecord).values(state=state))
    assert shown(domain, code) == []


def test_a_publication_ends_on_its_day_in_the_city_without_any_job(
    domain: Domain, clock: StandingClock
) -> None:
    code = an_organisation(domain)
    permit = an_organisation_record(domain, code, PERMIT, date(2025, 1, 1))
    penalty = an_organisation_record(domain, code, ORDINARY, date(2025, 11, 23))
    assert shown(domain, code) == [penalty, permit]
    # From noon to a second before midnight, then into the next day.
    clock.pass_time(hours=11, minutes=59, seconds=59)
    assert shown(domain, code) == [penalty, permit]
    clock.pass_time(seconds=1)
    assert shown(domain, code) == [permit]


def test_what_is_valid_no_longer_is_shown_no_more(domain: Domain) -> None:
    code = an_organisation(domain)
    for item_id in (PERMIT, HONOUR, ORDINARY):
        an_organisation_record(domain, code, item_id, valid_until=date(2026, 11, 22))
    today = an_organisation_record(domain, code, valid_until=date(2026, 11, 23))
    assert shown(domain, code) == [today]


def test_what_the_catalogue_does_not_list_for_organisations_is_not_shown(domain: Domain) -> None:
    code = an_organisation(domain)
    for item_id in ("mkt.penalty.unlisted", "hrss.qualification.skill"):
        an_organisation_record(domain, code, item_id)
    assert shown(domain, code) == []


def test_an_unknown_code_is_not_found_and_a_faulty_one_is_refused(domain: Domain) -> None:
    with pytest.raises(NotFound, match="organisation-not-found"):
        domain.organisations.get(an_organisation_code())
    with pytest.raises(Invalid, match="organisation-code-form"):
        domain.organisations.get("91350299")


def test_several_organisations_may_share_a_name(domain: Domain) -> None:
    codes = [an_organisation(domain, name="同名示例商行") for _ in range(2)]
    an_organisation(domain, name="同名示例商行二店")
    assert [one.code for one in domain.organisations.list_by_name("同名示例商行")] == codes


@pytest.mark.parametrize(
    "name", ["鹭岛示例", "鹭岛", "贸易有限公司", "%", "鹭岛示例贸易有限公_", "*", "鹭岛示例贸易有限公司 "]
)
def test_nothing_but_the_whole_name_finds_an_organisation(domain: Domain, name: str) -> None:
    an_organisation(domain, name="鹭岛示例贸易有限公司")
    assert domain.organisations.list_by_name(name) == []


def test_a_representative_is_not_what_one_can_search_by(domain: Domain) -> None:
    code = an_organisation(domain, representative="林示例")
    assert domain.organisations.list_by_name("林示例") == []
    assert domain.organisations.get(code).organisation.representative == "林示例"


def test_a_person_is_no_organisation_even_where_the_id_number_could_be_a_code(domain: Domain) -> None:
    person = a_visitor(domain, id_number=ID_NUMBER_AND_CODE)
    a_record(domain, person)
    with pytest.raises(NotFound):
        domain.organisations.get(ID_NUMBER_AND_CODE)
    an_organisation(domain, code=ID_NUMBER_AND_CODE)
    assert shown(domain, ID_NUMBER_AND_CODE) == []


def test_a_record_of_a_person_is_not_shown_even_where_it_was_filed_under_a_code(domain: Domain) -> None:
    code = an_organisation(domain)
    an_organisation_record(domain, code, ORDINARY, subject_kind="natural")
    assert shown(domain, code) == []


def test_a_citizen_sees_the_details_of_their_record_with_the_name_that_was_delivered(domain: Domain) -> None:
    citizen = a_citizen(domain)
    a_record(domain, citizen)
    delivered = {"subject_name": "王晓明", "content": "罚款", "fine_fen": 20000}
    index = domain.ground.blind_index.of("id_number", citizen.id_number)
    record = an_organisation_record(
        domain, "", ORDINARY, date(2026, 9, 1), details=delivered, subject_kind="natural", subject_index=index
    )
    plain, detailed = domain.records.list_of_citizen(citizen.id)
    assert (plain.details, detailed.details) == ({}, delivered)
    with domain.ground.database.reading() as session:
        stored = session.scalars(select(CreditRecord.details_encrypted).where(CreditRecord.id == record))
        assert "王晓明".encode() not in (stored.one() or b"")
