from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from backend.certificates.disclosure import CertificateKind
from backend.certificates.format.content import Claims
from backend.identity.service import PersonView
from backend.platform.errors import NotFound, Refused
from backend.records.facts import RecordFacts, RecordState
from backend.records.service import RecordView
from backend.status.evaluation import evaluate
from miniprogram_api.citizen.documents.layout import MM
from tests.builders.clock import NOON
from tests.builders.pdfs import boxes_of, code_of, covered, fonts_of, metadata_of, text_of, texts_of
from tests.functional.http.fakes import AS_CITIZEN
from tests.functional.http.views import DIGITS, EVERYTHING, a_certificate, a_stored_record

REPORT = "/api/v1/me/report.pdf"
CERTIFICATE = "/api/v1/me/certificates/crt_1/certificate.pdf"
TODAY = date(2026, 11, 23)
PERSON = PersonView("cit_1", True, "*𠮷", "3****************X", True)
LONG_TITLE = "关于对某餐饮店未按规定建立食品进货查验记录制度等违法行为的行政处罚决定书（第一批）"


def a_view(policy, number: int, item_id: str, **row) -> RecordView:
    record = a_stored_record(item_id, "mkt")
    facts = {"id": f"rec_{number}", "document_number": f"厦市监罚〔2026〕{number}号", **row}
    for name, value in facts.items():
        setattr(record, name, value)
    return RecordView(record, policy.catalogue.find_item(item_id), policy.catalogue.departments["mkt"], {})


def tell(told, policy, views: list[RecordView]) -> None:
    """Tell the fakes of a citizen with these records."""
    facts = [
        RecordFacts(
            view.record.id,
            view.record.item_id,
            view.record.decided_on,
            None,
            None,
            RecordState(view.record.state),
        )
        for view in views
    ]
    told.identity.answers["get_person"] = PERSON
    told.records.answers["list_of_citizen"] = views
    told.status.answers["view"] = evaluate(facts, policy.catalogue, policy.status.in_force_on(TODAY), TODAY)


def sixty(policy) -> list[RecordView]:
    items = ["mkt.penalty.serious", "mkt.penalty.ordinary", "no.longer.listed"]
    return [
        a_view(
            policy,
            number,
            items[number % 3],
            title=LONG_TITLE if number % 4 else "表彰决定",
            decided_on=TODAY - timedelta(days=number * 11),
        )
        for number in range(60)
    ]


def a_printed(**row):
    facts = {"kind": CertificateKind.PRINTED, "expires_at": NOON + timedelta(days=30)}
    return a_certificate(**(facts | row))


def pdf(client, path: str) -> bytes:
    answer = client.get(path, headers=AS_CITIZEN)
    assert answer.status_code == 200, answer.text
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("application/pdf", "no-store")
    return answer.data


def test_the_report_tells_the_level_and_each_record_with_its_reason(client, told, policy) -> None:
    view = a_view(
        policy, 7, "mkt.penalty.serious", title="行政处罚决定书 㛃䶮𬭎", decided_on=date(2026, 10, 1)
    )
    tell(told, policy, [view])
    report, text = told.status.answers["view"], text_of(pdf(client, REPORT))
    [line] = report.lines
    for words in (
        "*𠮷",
        f"{report.level.name_zh} {report.level.name_en}",
        report.level.meaning_zh,
        report.policy_version,
        report.catalogue_version,
        "2026年11月23日",
        view.item.name_zh,
        "行政处罚决定书 㛃䶮𬭎",
        view.department.name_zh,
        "2026年10月1日",
        "厦市监罚〔2026〕7号",
        line.zh,
        "提出异议",
        "信用修复",
        "免费",
        "撤回",
    ):
        assert words in text
    for improvement in report.improvements:
        assert improvement.zh in text


def test_a_report_without_records_is_one_page_and_says_so(client, told, policy) -> None:
    tell(told, policy, [])
    [page] = texts_of(pdf(client, REPORT))
    assert "没有关于你的信用记录。" in page
    assert "第 1 页，共 1 页" in page


def test_sixty_records_keep_whole_and_in_the_order_of_the_status_on_numbered_pages(
    client, told, policy
) -> None:
    views = sixty(policy)
    tell(told, policy, views)
    pages = texts_of(pdf(client, REPORT))
    for number, page in enumerate(pages, 1):
        assert f"第 {number} 页，共 {len(pages)} 页" in page
    numbers = {view.record.id: view.record.document_number for view in views}
    for place, line in enumerate(told.status.answers["view"].lines, 1):
        [page] = [page for page in pages if f"\n{place}. " in f"\n{page}"]
        assert numbers[line.record_id] in page
        assert line.zh in page.replace("\n", "")


def test_a_record_that_only_the_status_knows_yet_is_told_as_far_as_it_is_known(client, told, policy) -> None:
    tell(told, policy, [a_view(policy, 7, "mkt.penalty.serious")])
    told.records.answers["list_of_citizen"] = []
    text = text_of(pdf(client, REPORT))
    assert told.status.answers["view"].lines[0].zh in text
    assert "厦市监罚" not in text


@pytest.mark.parametrize("service", ["identity", "records", "status"])
def test_a_refused_part_leaves_no_report(client, told, policy, service) -> None:
    tell(told, policy, [])
    method = next(iter(getattr(told, service).answers))
    refused = Refused("consent-required/status.evaluate", zh="请先同意。", en="Please agree first.")
    getattr(told, service).answers[method] = refused
    answer = client.get(REPORT, headers=AS_CITIZEN)
    assert (answer.status_code, answer.mimetype) == (403, "application/problem+json")


def test_the_certificate_says_the_words_of_the_preview_in_both_languages(client, told) -> None:
    told.certificates.answers["get"] = a_printed()
    [page] = texts_of(pdf(client, CERTIFICATE))
    for language in ("zh", "en"):
        headers = AS_CITIZEN | {"Accept-Language": language}
        preview = client.get("/api/v1/me/certificates/crt_1", headers=headers).json["preview"]
        assert [line["words"] for line in preview if line["words"] not in page] == []
    assert page.index("信用状况：良好") < page.index("Status: Good")


def test_the_certificate_names_the_city_its_days_its_id_and_how_to_check_it(client, told) -> None:
    told.certificates.answers["get"] = a_printed(audience="mer_1", audience_name="鹭江茶铺")
    text = text_of(pdf(client, CERTIFICATE))
    for words in (
        "厦门市 Xiamen",
        "信用证书",
        "2026年11月23日 12:00:00",
        "2026年12月23日 12:00:00",
        "鹭江茶铺",
        "crt_1",
        "card.example/scan",
        "请核对姓名",
        "随时可以作废",
        "不说明持证人的其他任何情况",
        "任何人不得以提供基本服务为条件",
    ):
        assert words in text


def test_a_claim_that_was_not_ticked_is_not_on_the_paper(client, told) -> None:
    claims = Claims(level=3)
    told.certificates.answers["get"] = a_printed(claims=claims)
    text = text_of(pdf(client, CERTIFICATE))
    assert "信用状况：良好" in text
    assert "失信信息" not in text
    assert "123X" not in text


def test_the_code_on_paper_is_the_one_on_the_screen_at_38_millimetres(client, told) -> None:
    told.certificates.answers["get"] = a_printed()
    code = code_of(pdf(client, CERTIFICATE))
    assert code.text == f"https://card.example/v#{DIGITS}"
    assert code.ec_level == "M"
    corners = code.position
    width_mm = (corners.top_right.x - corners.top_left.x) / 200 * 25.4
    assert width_mm == pytest.approx(38, abs=1)


@pytest.mark.parametrize("kind", [CertificateKind.DYNAMIC, CertificateKind.ADDRESSED])
def test_only_a_printed_certificate_goes_on_paper(client, told, kind) -> None:
    told.certificates.answers["get"] = a_certificate(kind=kind)
    answer = client.get(CERTIFICATE, headers=AS_CITIZEN)
    assert (answer.status_code, answer.json["type"]) == (409, "/problems/certificate-not-for-paper")


def test_an_ended_certificate_goes_on_no_paper(client, told) -> None:
    told.certificates.answers["get"] = a_printed(digits=None, claims=None)
    answer = client.get(CERTIFICATE, headers=AS_CITIZEN)
    assert (answer.status_code, answer.json["type"]) == (409, "/problems/certificate-not-showable")


def test_anothers_certificate_is_not_found(client, told) -> None:
    told.certificates.answers["get"] = NotFound("certificate-not-found", zh="没有。", en="None.")
    assert client.get(CERTIFICATE, headers=AS_CITIZEN).status_code == 404


@pytest.mark.parametrize("audience", [None, "鹭" * 100])
def test_the_longest_names_still_fit_on_one_page(client, told, policy, audience) -> None:
    longest = max(policy.perks.all(), key=lambda perk: len(perk.name_zh) + len(perk.name_en))
    claims = replace(EVERYTHING, perk=(longest.code, False), masked_name="*" * 20 + "𠮷")
    told.certificates.answers["get"] = a_printed(claims=claims, audience_name=audience)
    [page] = texts_of(pdf(client, CERTIFICATE))
    assert (audience or "任何商户") in page.replace("\n", "")


@pytest.mark.parametrize("path", [REPORT, CERTIFICATE])
def test_no_character_covers_another_or_leaves_the_margins(client, told, policy, path) -> None:
    tell(told, policy, sixty(policy)[:12])
    told.certificates.answers["get"] = a_printed(audience_name="鹭" * 100)
    for boxes in boxes_of(pdf(client, path)):
        assert covered(boxes) == []
        assert all(box.left > 20 * MM - 1 and box.right < 190 * MM + 1 for box in boxes)
        assert all(box.bottom > 10 * MM and box.top < 287 * MM for box in boxes)


@pytest.mark.parametrize("path", [REPORT, CERTIFICATE])
def test_every_font_is_an_embedded_subset(client, told, policy, path) -> None:
    tell(told, policy, sixty(policy)[:3])
    told.certificates.answers["get"] = a_printed()
    fonts = fonts_of(pdf(client, path))
    assert {font.name.partition("+")[2] for font in fonts} == {"NotoSansCJKsc-Regular", "NotoSansCJKsc-Bold"}
    for font in fonts:
        assert font.is_shared
        assert font.program
        assert len(font.program) < 200_000


@pytest.mark.parametrize("path", [REPORT, CERTIFICATE])
def test_the_same_at_the_same_time_is_the_same_file_and_names_an_office_as_its_author(
    client, told, policy, path
) -> None:
    tell(told, policy, sixty(policy)[:3])
    told.certificates.answers["get"] = a_printed()
    first, again = pdf(client, path), pdf(client, path)
    assert first == again
    facts = metadata_of(first)
    assert facts["/Author"] == "厦门市 Xiamen"
    assert facts["/Title"].startswith("厦门市信用")
    assert facts["/CreationDate"] == "D:20261123120000+08'00'"
    assert facts["/Lang"] == "zh-CN"
    told.ground.clock.pass_time(minutes=1)
    assert pdf(client, path) != first
