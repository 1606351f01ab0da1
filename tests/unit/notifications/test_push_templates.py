from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest

from backend.notifications.inbox import TOLD_OF, TOLD_OF_CASES
from backend.notifications.push.templates import PushTemplates, parse_push_templates
from config.loading import read_policy

AT = datetime(2026, 11, 27, 4, 0, tzinfo=UTC)
# What a lock screen may not tell: what it is about, how it ended, and of whom.
TELLTALE = ("修复", "异议", "处罚", "失信", "信用", "准予", "不予", "驳回", "成立", "图书馆", "押金", "编号")


@pytest.fixture(scope="module")
def published() -> PushTemplates:
    return parse_push_templates(read_policy("wechat_templates"), TOLD_OF)


@pytest.fixture
def data() -> Any:
    return deepcopy(read_policy("wechat_templates"))


def test_every_step_of_a_case_that_the_inbox_tells_of_by_others_has_a_template(
    published: PushTemplates,
) -> None:
    # What the citizen does is in the same list of steps, but is no news.
    own = {
        *("dispute.opened", "dispute.review_asked", "dispute.withdrawn", "repair.drafted"),
        *("repair.applied", "repair.materials_supplied", "repair.withdrawn"),
    }
    untold = {action for action in TOLD_OF_CASES if published.find_for(action, None) is None}
    assert untold == own


@pytest.mark.parametrize(
    ("action", "outcome", "template"),
    [
        ("repair.granted", "grant", "result"),
        ("dispute.rejected", "reject", "result"),
        ("repair.materials_asked", None, "to_do"),
        ("dispute.reminded", None, "to_do"),
        ("dispute.forwarded", None, "progress"),
        ("perk.carried", "active", "card"),
        ("perk.carried", "refused", "card"),
        ("perk.will_end", "renewable", "card"),
    ],
)
def test_news_goes_by_its_template(
    published: PushTemplates, action: str, outcome: str | None, template: str
) -> None:
    found = published.find_for(action, outcome)
    assert found is not None
    assert found.id == template


@pytest.mark.parametrize(
    ("action", "outcome"),
    [("perk.carried", "ended"), ("certificate.verified", "valid"), ("perk.redeemed", "redeemed")],
)
def test_what_a_citizen_does_with_the_phone_in_hand_is_not_told_again(
    published: PushTemplates, action: str, outcome: str
) -> None:
    assert published.find_for(action, outcome) is None


def test_no_message_says_what_it_is_about(published: PushTemplates) -> None:
    for template in published.templates:
        said = " ".join(template.values("厦门市", AT).values())
        assert [word for word in TELLTALE if word in said] == []


def test_every_published_value_is_one_that_wechat_takes(published: PushTemplates) -> None:
    for template in published.templates:
        values = template.values("黔西南布依族苗族自治州人民政府", AT)
        assert values.keys() == template.fields.keys()
        assert values["time3"] == "2026年11月27日 12:00"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("templates", 0, "fields", "phrase2"), "已经有结果了"),
        (("templates", 0, "fields", "phrase2"), "{at}"),
        (("templates", 0, "fields", "time3"), "今天"),
        (("templates", 0, "fields", "thing1"), "{name}你好"),
        (("templates", 0, "fields", "const5"), "x"),
        (("templates", 0, "page"), "/pages/cases/index"),
        (("templates", 0, "page"), "pages/cases/index?case=1"),
        (("templates", 0, "id"), "to_do"),
        (("templates", 0, "is_long_term"), "yes"),
        (("templates", 0, "tells_of"), [{"action": "status.viewed"}]),
        (("templates", 0, "tells_of"), []),
        (("templates", 0, "colour"), "red"),
        (("stale_after_hours",), 0),
    ],
)
def test_a_faulty_file_stops_the_start(data: Any, path: tuple[Any, ...], value: object) -> None:
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(ValueError, match=r".+"):
        parse_push_templates(data, TOLD_OF)
