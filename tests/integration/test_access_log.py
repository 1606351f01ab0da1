import pytest

from backend.domain import Domain
from tests.builders.citizens import a_citizen

pytestmark = pytest.mark.store


def test_entries_of_one_moment_are_not_lost_between_two_pages(domain: Domain) -> None:
    citizen = a_citizen(domain)
    whole = [entry.id for entry in domain.access_log.list_of_citizen(citizen.id)]
    pages: list[str] = []
    while page := domain.access_log.list_of_citizen(citizen.id, before=pages[-1] if pages else None, limit=2):
        pages += [entry.id for entry in page]
    assert len(whole) > 4
    assert pages == whole


def test_another_citizens_entry_begins_no_page(domain: Domain) -> None:
    citizen, other = a_citizen(domain), a_citizen(domain)
    (theirs, *_) = domain.access_log.list_of_citizen(other.id)
    assert domain.access_log.list_of_citizen(citizen.id, before=theirs.id) == []
