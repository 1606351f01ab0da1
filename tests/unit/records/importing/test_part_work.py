from __future__ import annotations

import pickle
from datetime import date

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.identity.id_number import check_digit
from backend.records.details import open_details
from backend.records.importing.delivered_file import Format, Layout, RawRow
from backend.records.importing.part_work import PartDone, quarantine_context
from backend.records.organisations import INDEX_KIND
from tests.builders.citizens import an_id_number
from tests.builders.deliveries import HEADINGS, a_penalty, a_registration, a_row, an_organisation_code
from tests.unit.records.importing.samples import (
    CIPHER,
    FOREIGN,
    INDEX,
    NOTICE,
    RULES,
    coded,
    faults_of,
    staged,
    the_work,
)

NUMBER, OTHER_NUMBER = an_id_number(), an_id_number()
CODE = coded("91350299MA0000001")
CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
adults = st.dates(min_value=date(1900, 1, 1), max_value=date(2008, 11, 18))
numbers = st.builds(
    lambda born, order: (first := f"350299{born:%Y%m%d}{order:03}") + check_digit(first),
    adults,
    st.integers(0, 999),
)
codes = st.text(CODE_ALPHABET, min_size=9, max_size=9).map(lambda body: coded(f"91350299{body}"))


def a_firm(code: str) -> dict[str, str]:
    return a_registration(code, "鹭岛示例贸易有限公司", document_number="厦市监〔2026〕1号")


def spelled(text: str, data: st.DataObject) -> str:
    """Return the text as somebody may write it: full width, small letters, spaces."""
    return "".join(
        data.draw(
            st.sampled_from([one, one.lower(), chr(ord(one) + 0xFEE0), f" {one}", f"{one}\u3000", f"\t{one}"])
        )
        for one in text
    )


@given(numbers, st.data())
def test_a_person_is_the_same_in_every_spelling_of_the_number(number: str, data: st.DataObject) -> None:
    row = staged(a_row(subject_code=number))
    assert row.subject_index == INDEX.of("id_number", number)
    assert staged(a_row(subject_code=spelled(number, data))).subject_index == row.subject_index


@given(codes, st.data())
def test_an_organisation_is_the_same_in_every_spelling_of_its_code(code: str, data: st.DataObject) -> None:
    row, again = staged(a_firm(code)), staged(a_firm(spelled(code, data)))
    assert row.subject_index == again.subject_index == INDEX.of(INDEX_KIND, code)
    assert row.organisation_code == again.organisation_code == code
    assert row.record_id == again.record_id


@given(numbers, st.integers(0, 17), st.integers(1, 9))
def test_a_number_with_one_digit_changed_is_nobodys(number: str, place: int, step: int) -> None:
    changed = "0" if number[place] == "X" else str((int(number[place]) + step) % 10)
    [(heading, code)] = faults_of(a_row(NOTICE, subject_code=number[:place] + changed + number[place + 1 :]))
    assert heading == "证件号码"
    assert code.startswith("id-number-")


@given(codes, st.integers(0, 17), st.integers(1, 30))
def test_a_code_with_one_character_changed_is_nobodys(code: str, place: int, step: int) -> None:
    changed = CODE_ALPHABET[(CODE_ALPHABET.index(code[place]) + step) % len(CODE_ALPHABET)]
    [(heading, fault)] = faults_of(a_firm(code[:place] + changed + code[place + 1 :]))
    assert heading == "证件号码"
    assert fault.startswith("organisation-code-")


def test_a_person_and_an_organisation_never_share_a_record() -> None:
    firm = staged(a_row(NOTICE, subject_kind="legal", subject_code=CODE, document_number="1"))
    person = staged(a_row(NOTICE, subject_code=NUMBER, document_number="1"))
    assert firm.subject_index != person.subject_index
    assert firm.record_id != person.record_id


IDENTITY = {
    "document_number": "厦市监〔2026〕另1号",
    "item_id": NOTICE,
    "subject_code": OTHER_NUMBER,
}


def a_full_penalty() -> dict[str, str]:
    return a_penalty(
        document_number="厦市监〔2026〕1号",
        subject_code=NUMBER,
        authority_code=CODE,
        valid_until="2027-11-18",
        duty_fulfilled_on="2026-11-19",
        revised_on="2026-11-20",
        confiscated_fen="1.5",
        revoked_licence="营业执照",
        certificate_name="无",
        licence_number="无",
        licence_kind="无",
        valid_from="2026-11-18",
    )


CHANGED = {
    "subject_name": "王大明",
    "title": "另一份决定书",
    "decided_on": "2026-11-17",
    "valid_until": "2099-12-31",
    "duty_fulfilled_on": "2026-11-20",
    "state": "撤回",
    "penalty_valid_until": "2027-11-19",
    "valid_from": "2026-11-19",
    "fine_fen": "0.06",
    "confiscated_fen": "",
    "authority_code": coded("91350299MA0000002"),
}
SAYING_SOMETHING = sorted(
    HEADINGS.keys() - IDENTITY.keys() - {"revised_on", "representative", "subject_kind"}
)


@pytest.mark.parametrize("key", SAYING_SOMETHING)
def test_whatever_a_later_delivery_changes_is_noticed(key: str) -> None:
    row = a_full_penalty()
    before, after = staged(row), staged(row | {key: CHANGED.get(key, "别的")})
    assert before.record_id == after.record_id
    assert before.fingerprint != after.fingerprint


def test_another_representative_is_a_change_where_the_law_publishes_him() -> None:
    firm = a_firm(CODE)
    assert staged(firm).fingerprint != staged(firm | {"representative": "林示例"}).fingerprint
    row = a_full_penalty()
    assert staged(row).fingerprint == staged(row | {"representative": "林示例"}).fingerprint


@pytest.mark.parametrize("revised_on", ["", "2026-11-21"])
def test_a_new_date_of_revision_alone_is_no_change(revised_on: str) -> None:
    row = a_full_penalty()
    before, after = staged(row), staged(row | {"revised_on": revised_on})
    assert (before.record_id, before.fingerprint) == (after.record_id, after.fingerprint)


@given(st.permutations(sorted(a_full_penalty())))
def test_the_order_of_the_columns_says_nothing(order: list[str]) -> None:
    row = a_full_penalty()
    before, after = staged(row), staged({key: row[key] for key in order})
    assert (before.record_id, before.fingerprint) == (after.record_id, after.fingerprint)


def test_two_spellings_of_the_same_row_are_no_change() -> None:
    row = a_full_penalty()
    otherwise = {"decided_on": "2026年11月18日", "fine_fen": "０.０５０", "state": "1"}
    otherwise |= {
        "penalty_valid_until": "20271118",
        "authority_code": CODE.lower(),
        "subject_kind": "natural",
    }
    assert staged(row).fingerprint == staged(row | otherwise).fingerprint


@pytest.mark.parametrize("key", IDENTITY)
def test_another_document_item_or_subject_is_another_record(key: str) -> None:
    row = a_full_penalty()
    assert staged(row).record_id != staged(row | {key: IDENTITY[key]}).record_id


def test_another_department_has_records_of_its_own() -> None:
    row = a_full_penalty()
    assert staged(row).record_id != staged(row, department="tax").record_id


@pytest.mark.parametrize("key", sorted(HEADINGS.keys() - IDENTITY.keys() - {"subject_kind"}))
def test_nothing_else_makes_another_record(key: str) -> None:
    row = a_full_penalty()
    usual = "2026-11-21" if key == "revised_on" else "别的"
    assert staged(row).record_id == staged(row | {key: CHANGED.get(key, usual)}).record_id


def test_the_parts_of_an_identity_never_run_into_each_other() -> None:
    row = a_row(NOTICE, subject_code=NUMBER, document_number="厦市监")
    longer = staged(row | {"document_number": "厦市监mkt"})
    assert staged(row).record_id != longer.record_id


def test_the_details_open_again_for_their_record() -> None:
    row = staged(a_full_penalty())
    details = open_details(CIPHER, row.record_id, row.details_encrypted)
    assert (details["subject_name"], details["fine_fen"]) == ("王小明", 50_000)
    assert details["penalty_valid_until"] == "2027-11-18"
    assert "revised_on" not in details


def test_an_organisation_is_staged_with_its_public_name_and_a_person_without_one() -> None:
    firm, person = staged(a_firm(CODE)), staged(a_full_penalty())
    assert (firm.organisation_code, firm.organisation_name) == (CODE, "鹭岛示例贸易有限公司")
    assert (firm.representative, firm.is_registration) == ("陈海生", True)
    assert (person.organisation_code, person.organisation_name, person.representative) == (None, None, None)


def as_json(number: int, row: object) -> RawRow:
    return RawRow(number, orjson.dumps(row))


def done() -> PartDone:
    foreign = a_row(FOREIGN, subject_code=OTHER_NUMBER, subject_name="欧阳示例", state="?")
    rows = [
        as_json(1, a_row(subject_code=NUMBER)),
        as_json(2, a_row(subject_code=NUMBER[:17], decided_on="?", valid_until="?")),
        as_json(3, foreign),
        RawRow(4, f'{{"姓名": "欧阳示例", "证件号码": {NUMBER}'.encode()),
        as_json(5, a_row(subject_code=NUMBER)),
    ]
    return the_work().do(7, rows)


def test_a_part_tells_how_many_rows_had_each_fault() -> None:
    part = done()
    assert (part.number, part.rows) == (7, 5)
    assert [row.line for row in part.staged] == [1, 5]
    assert [row.line for row in part.rejected] == [2, 3, 4]
    assert part.faults == {
        "id-number-length": 1,
        "date-unreadable": 1,
        "item-of-another-department": 1,
        "state-unknown": 1,
        "row-unreadable": 1,
    }


def test_a_rejected_row_tells_each_fault_with_its_field() -> None:
    told = [[(fault["field"], fault["code"]) for fault in row.faults] for row in done().rejected]
    assert sorted(told[0]) == [
        *(("决定日期", "date-unreadable"), ("有效期至", "date-unreadable"), ("证件号码", "id-number-length")),
    ]
    assert told[2] == [("整行", "row-unreadable")]


def test_a_rejected_row_can_be_read_again_in_its_place_only() -> None:
    readable, _, broken = done().rejected
    kept = [
        orjson.loads(CIPHER.decrypt(row.row_encrypted, quarantine_context("bat_1", row.line)))
        for row in (readable, broken)
    ]
    assert kept[0]["subject_code"] == NUMBER[:17]
    assert kept[1] == {"": f'{{"姓名": "欧阳示例", "证件号码": {NUMBER}'}


def test_nobody_can_read_a_person_in_what_is_staged_or_rejected() -> None:
    part = done()
    for row in (*part.staged, *part.rejected):
        shown = repr(row).encode() + pickle.dumps(row)
        for secret in (NUMBER, NUMBER[:17], OTHER_NUMBER, "王小明", "欧阳示例"):
            assert secret.encode() not in shown
            assert repr(secret.encode())[2:-1].encode() not in shown


def test_a_row_of_bytes_that_no_encoding_knows_waits_as_well_as_it_can_be_read() -> None:
    layout = Layout(Format.CSV, "utf-8", ("目录项编码", "决定书文号", "姓名", "证件号码", "决定日期"))
    [row] = the_work(layout).do(0, [RawRow(2, b"a,b,\xcd\xf5,c,d")]).rejected
    assert row.faults[0]["code"] == "characters-unreadable"
    kept = orjson.loads(CIPHER.decrypt(row.row_encrypted, quarantine_context("bat_1", 2)))
    assert kept == {"": "a,b,\ufffd\ufffd,c,d"}


def test_work_that_is_handed_to_another_process_is_the_same_work() -> None:
    work = the_work()
    handed = pickle.loads(pickle.dumps(work))  # noqa: S301  our own bytes
    assert handed.rules == RULES
    row = as_json(1, a_firm(an_organisation_code()))
    [here], [there] = work.do(0, [row]).staged, handed.do(0, [row]).staged
    assert (here.record_id, here.fingerprint) == (there.record_id, there.fingerprint)
    assert open_details(CIPHER, there.record_id, there.details_encrypted)["subject_name"]
