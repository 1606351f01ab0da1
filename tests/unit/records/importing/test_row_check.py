from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest

from backend.identity.id_number import check_digit
from backend.records.catalogue import SubjectKind
from backend.records.facts import RecordState
from backend.records.importing.fields import DETAIL_FIELDS, RECORD_FIELDS, Field, Holds
from backend.records.organisation_code import check_character
from tests.builders.citizens import an_id_number
from tests.builders.deliveries import HEADINGS, a_penalty, a_registration, a_row, an_organisation_code
from tests.unit.records.importing.samples import (
    FIRMS,
    FOREIGN,
    NOTICE,
    TODAY,
    a_permit,
    check,
    coded,
    faults_of,
    good,
)

TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
CODE = coded("91350299MA0000001")
NUMBER = an_id_number()
LEGAL = {"subject_kind": "法人及非法人组织", "subject_name": "鹭岛示例贸易有限公司", "subject_code": CODE}
FIELDS = (*RECORD_FIELDS, *DETAIL_FIELDS)
CLOSED = ("item_id", "subject_kind", "subject_code", "state")
FREE_TEXTS = [field for field in FIELDS if field.holds is Holds.TEXT and field.key not in CLOSED]


def numbered(first_seventeen: str) -> str:
    return first_seventeen + check_digit(first_seventeen)


def wrong_last(code: str) -> str:
    return code[:-1] + ("0" if code[-1] != "0" else "1")


FAULTY = [
    (a_row(item_id=""), "目录项编码", "field-missing"),
    (a_row(document_number=""), "决定书文号", "field-missing"),
    (a_row(subject_name=""), "行政相对人名称", "field-missing"),
    (a_row() | {"subject_code": ""}, "证件号码", "field-missing"),
    (a_row(decided_on=""), "决定日期", "field-missing"),
    (a_penalty(violation_kind=""), "违法行为类型", "field-missing"),
    (a_penalty(authority_code=""), "处罚机关统一社会信用代码", "field-missing"),
    (a_permit(title=""), "决定文书名称", "field-missing"),
    (a_permit(valid_until=""), "有效期至", "field-missing"),
    (a_row(subject_code=NUMBER[:17]), "证件号码", "id-number-length"),
    (a_row(subject_code=NUMBER + "0"), "证件号码", "id-number-length"),
    (a_row(subject_code="3502991990051701A7"), "证件号码", "id-number-characters"),
    (a_row(subject_code=numbered("35029919900230001")), "证件号码", "id-number-birth-date"),
    (
        a_row(subject_code=numbered(f"350299{TOMORROW:%Y%m%d}001")),
        "证件号码",
        "id-number-birth-date-in-future",
    ),
    (a_row(subject_code=wrong_last(NUMBER)), "证件号码", "id-number-check-digit"),
    (a_row(NOTICE, **LEGAL | {"subject_code": CODE[:17]}), "证件号码", "organisation-code-form"),
    (a_row(NOTICE, **LEGAL | {"subject_code": "91350299MAO0000012"}), "证件号码", "organisation-code-form"),
    (
        a_row(NOTICE, **LEGAL | {"subject_code": wrong_last(CODE)}),
        "证件号码",
        "organisation-code-check-digit",
    ),
    (a_penalty(authority_code="厦市监"), "处罚机关统一社会信用代码", "organisation-code-form"),
    (
        a_penalty(authority_code=wrong_last(CODE)),
        "处罚机关统一社会信用代码",
        "organisation-code-check-digit",
    ),
    (a_row(decided_on="2026-02-29"), "决定日期", "date-unreadable"),
    (a_row(valid_until="长期"), "有效期至", "date-unreadable"),
    (a_row(revised_on="昨天"), "更新日期", "date-unreadable"),
    (a_penalty(penalty_valid_until="2026-13-01"), "处罚有效期", "date-unreadable"),
    (a_permit(valid_from="2026-11-00"), "有效期自", "date-unreadable"),
    (a_row(decided_on=f"{TOMORROW}"), "决定日期", "date-in-future"),
    (a_row(revised_on=f"{TOMORROW}"), "更新日期", "date-in-future"),
    (a_row(NOTICE, duty_fulfilled_on=f"{TOMORROW}"), "履行完毕日期", "date-in-future"),
    (a_row(valid_until="2026-11-17"), "有效期至", "date-order"),
    (a_row(revised_on="2026-11-17"), "更新日期", "date-order"),
    (a_row(NOTICE, duty_fulfilled_on="2026-11-17"), "履行完毕日期", "date-order"),
    (a_permit(valid_from="2031-11-18"), "有效期自", "date-order"),
    (a_row("mkt.permit.unknown"), "目录项编码", "item-not-in-catalogue"),
    (a_row(FOREIGN), "目录项编码", "item-of-another-department"),
    (a_row(NOTICE, subject_kind=""), "行政相对人类别", "subject-kind-mismatch"),
    (a_row(NOTICE, subject_kind="外星人"), "行政相对人类别", "subject-kind-mismatch"),
    (a_row(subject_kind="both"), "行政相对人类别", "subject-kind-mismatch"),
    (a_row(**LEGAL), "行政相对人类别", "subject-kind-mismatch"),
    (a_row(FIRMS), "行政相对人类别", "subject-kind-mismatch"),
    (a_row(duty_fulfilled_on="2026-11-18"), "履行完毕日期", "duty-not-adverse"),
    (a_row(state="注销"), "当前状态", "state-unknown"),
    (a_penalty(fine_fen="五百元"), "罚款金额（万元）", "amount-unreadable"),
    (a_penalty(fine_fen="-1"), "罚款金额（万元）", "amount-unreadable"),
    (a_penalty(confiscated_fen="0.0000001"), "没收金额（万元）", "amount-unreadable"),
    (a_row(subject_code=an_id_number(date(2008, 11, 19))), "证件号码", "subject-under-age"),
]


@pytest.mark.parametrize(("row", "heading", "code"), FAULTY)
def test_a_fault_is_told_alone_with_its_heading_and_code(
    row: dict[str, str], heading: str, code: str
) -> None:
    assert faults_of(row) == [(heading, code)]


LAWFUL = [
    a_row(decided_on=f"{TODAY}"),
    a_row(decided_on=f"{TODAY}", revised_on=f"{TODAY}", valid_until=f"{TODAY}"),
    a_row(NOTICE, decided_on=f"{YESTERDAY}", duty_fulfilled_on=f"{TODAY}"),
    a_row(NOTICE, duty_fulfilled_on="2026-11-18"),
    a_row(valid_until=f"{TOMORROW}"),
    a_row(subject_code=an_id_number(date(2008, 11, 18))),
    a_row(subject_kind=""),
    a_row(FIRMS, **LEGAL | {"subject_kind": ""}),
    a_row(NOTICE, **LEGAL),
    a_penalty(),
    a_penalty(**LEGAL, title="", fine_fen=""),
    a_penalty(fine_fen="0", confiscated_fen="10,000,000,000", penalty_valid_until="2099-12-31"),
    a_permit(),
    a_permit(valid_from="2031-11-17"),
    a_permit(valid_from="2020-01-01", valid_until="2099-12-31"),
    a_registration(CODE, "鹭岛示例贸易有限公司"),
]


@pytest.mark.parametrize("row", LAWFUL)
def test_the_lawful_neighbours_of_faulty_rows_go_in(row: dict[str, str]) -> None:
    assert good(row).document_number == row["document_number"]


def test_a_row_is_told_all_its_faults_at_once() -> None:
    row = a_penalty(
        decided_on="2026-02-29", state="?", subject_code=NUMBER[:3], fine_fen="x", violation_kind=""
    )
    assert sorted(code for _, code in faults_of(row)) == [
        *("amount-unreadable", "date-unreadable", "field-missing", "id-number-length", "state-unknown"),
    ]


def test_an_item_that_is_unknown_hides_no_fault_that_needs_no_item() -> None:
    row = a_row("mkt.permit.unknown", decided_on="2026-02-29", state="?")
    assert {code for _, code in faults_of(row)} == {
        *("item-not-in-catalogue", "date-unreadable", "state-unknown"),
    }


def test_an_empty_row_lacks_its_item() -> None:
    assert faults_of({}) == [("目录项编码", "field-missing")]


@pytest.mark.parametrize("field", FREE_TEXTS, ids=lambda field: field.key)
def test_the_longest_text_goes_in_and_one_character_more_is_refused(field: Field) -> None:
    assert good(a_penalty(**{field.key: "字" * field.longest}))
    longer = a_penalty(**{field.key: "字" * (field.longest + 1)})
    assert faults_of(longer) == [(field.headings[0], "text-too-long")]


@pytest.mark.parametrize(
    "field", [field for field in FIELDS if field not in FREE_TEXTS], ids=lambda field: field.key
)
def test_what_is_no_free_text_has_an_end_too(field: Field) -> None:
    longer = a_penalty() | {field.key: "9" * (field.longest + 1)}
    assert (field.headings[0], "text-too-long") in faults_of(longer)


@pytest.mark.parametrize(
    ("born_on", "decided_on", "is_adult"),
    [
        (date(2008, 11, 23), date(2026, 11, 23), True),
        (date(2008, 11, 23), date(2026, 11, 22), False),
        (date(2008, 2, 29), date(2026, 3, 1), True),
        (date(2008, 2, 29), date(2026, 2, 28), False),
    ],
)
def test_the_eighteenth_birthday_is_the_first_day_that_counts(
    born_on: date, decided_on: date, is_adult: bool
) -> None:
    row = a_row(subject_code=an_id_number(born_on), decided_on=f"{decided_on}")
    if is_adult:
        assert good(row).decided_on == decided_on
    else:
        assert faults_of(row) == [("证件号码", "subject-under-age")]


def test_an_open_end_is_no_end() -> None:
    assert good(a_row(valid_until="2099-12-31")).valid_until is None
    assert good(a_row(valid_until="2099-12-30")).valid_until == date(2099, 12, 30)
    assert good(a_row()).valid_until is None


@pytest.mark.parametrize(
    ("text", "state"),
    [
        *[(text, RecordState.IN_FORCE) for text in ("", "有效", "1", "in_force")],
        *[(text, RecordState.WITHDRAWN) for text in ("撤回", "2", "withdrawn")],
    ],
)
def test_a_record_is_in_force_unless_it_is_withdrawn(text: str, state: RecordState) -> None:
    assert good(a_row(state=text)).state is state


@pytest.mark.parametrize("text", ["自然人", "natural"])
def test_persons_are_named_in_either_language(text: str) -> None:
    assert good(a_row(NOTICE, subject_kind=text)).subject_kind is SubjectKind.NATURAL


@pytest.mark.parametrize("text", ["法人及非法人组织", "legal"])
def test_organisations_are_named_in_either_language(text: str) -> None:
    assert good(a_row(NOTICE, **LEGAL | {"subject_kind": text})).subject_kind is SubjectKind.LEGAL


def test_the_representative_is_kept_only_where_the_law_publishes_him() -> None:
    assert good(a_registration(CODE, "鹭岛示例贸易有限公司", "林示例")).representative == "林示例"
    assert good(a_registration(CODE, "鹭岛示例贸易有限公司", "")).representative is None
    for row in (a_row(NOTICE, **LEGAL), a_penalty(**LEGAL), a_row()):
        checked = good({**row, "representative": "林示例"})
        assert checked.representative is None
        assert "representative" not in checked.details


def numbers_that_are_codes(last: str) -> str:
    """Return an ID number ending so, which happens to have the check character of a credit code too."""
    for days, order in product(range(3000), range(1000)):
        number = numbered(f"350299{date(1990, 1, 1) + timedelta(days=days):%Y%m%d}{order:03}")
        if number[17] in last and check_character(number[:17]) == number[17]:
            return number
    raise AssertionError("there is none")


@pytest.mark.parametrize("last", ["0123456789", "X"])
def test_a_persons_number_never_becomes_the_public_code_of_an_organisation(last: str) -> None:
    number = numbers_that_are_codes(last)
    assert faults_of(a_row(FIRMS, **LEGAL | {"subject_code": number})) == [
        ("证件号码", "subject-kind-mismatch")
    ]
    assert good(a_row(NOTICE, subject_code=number)).subject_code == number


def test_a_code_of_digits_alone_that_is_nobodys_number_goes_in() -> None:
    code = next(code for n in range(100) if (code := coded(f"913502990000000{n:02}")).isdecimal())
    assert good(a_row(FIRMS, **LEGAL | {"subject_code": code})).subject_code == code


def test_a_penalty_keeps_its_details_as_the_law_names_them() -> None:
    code = an_organisation_code()
    row = a_penalty(
        fine_fen="0.05",
        confiscated_fen="１．２",
        authority_code=f" {code.lower()}",
        penalty_valid_until="2027年1月2日",
    )
    details = good(row).details
    assert (details["fine_fen"], details["confiscated_fen"]) == (50_000, 1_200_000)
    assert (details["authority_code"], details["penalty_valid_until"]) == (code, "2027-01-02")
    assert details["violation_facts"] == "未办理登记从事经营活动"
    assert details.keys() <= {field.key for field in DETAIL_FIELDS}


def test_a_row_without_a_title_is_called_what_its_item_is_called() -> None:
    assert good(a_permit()).title == "食品经营许可决定书"
    assert good(a_penalty(title="")).title == "行政处罚"


def test_registrations_are_told_from_everything_else() -> None:
    assert good(a_registration(CODE, "鹭岛示例贸易有限公司")).is_registration
    assert not good(a_row(NOTICE, **LEGAL)).is_registration


def test_no_fault_repeats_what_was_written() -> None:
    for row, _, _ in FAULTY:
        faults = check(row)
        assert isinstance(faults, list)
        told = "".join(fault.zh for fault in faults)
        assert all(row[key] not in told for key in ("subject_code", "subject_name") if row.get(key))


def test_every_fault_names_a_heading_that_we_write() -> None:
    assert {heading for _, heading, _ in FAULTY} <= set(HEADINGS.values())
