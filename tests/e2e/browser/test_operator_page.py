"""What an operator does by hand: sees to a grant, turns one down, and takes its list."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.town import Town

pytestmark = pytest.mark.e2e


def test_an_operator_confirms_a_grant_turns_another_down_and_downloads_its_list(
    town: Town, phone: Callable[..., BrowserContext], http: httpx.Client
) -> None:
    key = next(one["sandbox_key"] for one in town.credentials["operators"] if one["id"] == "library")
    made = [
        http.post(
            f"{town.api}/operator/sandbox/grants",
            json={"perk": "deposit_waiver"},
            headers={"X-Api-Key": key, "Idempotency-Key": f"by-hand-{number}"},
        )
        .raise_for_status()
        .json()
        for number in range(2)
    ]
    page = phone().new_page()
    page.goto("/operator")
    page.get_by_label("接口密钥").fill("ok_live_not_a_key")
    page.get_by_role("button", name="进入").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("banner")).to_contain_text("演示，无效力")
    page.get_by_label("接口密钥").fill(key)
    page.get_by_role("button", name="进入").click()
    expect(page.get_by_role("banner")).to_contain_text("厦门市图书馆")
    expect(page.get_by_role("banner")).to_contain_text("沙箱密钥")
    done, refused = (page.get_by_role("region", name=grant["link_id"]) for grant in made)
    done.get_by_role("button", name="已开通").click()
    expect(done).to_have_count(0)
    refused.get_by_text("办不了").click()
    refused.get_by_label("理由").select_option("unknown-card")
    refused.get_by_role("button", name="不受理").click()
    expect(refused).to_have_count(0)
    held = http.get(f"{town.api}/operator/grants", headers={"X-Api-Key": key}).json()["grants"]
    states = {grant["id"]: (grant["state"], grant["reason"]) for grant in held}
    assert [states[grant["id"]] for grant in made] == [("active", None), ("refused", "unknown-card")]

    page.get_by_label("没有受理").check()
    expect(refused).to_contain_text("没有这个卡号")
    page.get_by_label("已生效").check()
    expect(done).to_be_visible()
    http.delete(f"{town.api}/operator/sandbox/grants/{made[0]['id']}", headers={"X-Api-Key": key})
    page.get_by_label("要办的").check()
    done.get_by_role("button", name="已结束").click()
    expect(done).to_have_count(0)
    page.get_by_label("已结束").check()
    expect(done).to_contain_text("实际结束")
    # Found by its id among all, whichever list is open; a name is no id.
    page.get_by_label("按编号找").fill(made[1]["id"])
    page.keyboard.press("Enter")
    expect(refused).to_be_visible()
    expect(done).to_have_count(0)
    page.get_by_label("按编号找").fill("王小明")
    page.keyboard.press("Enter")
    expect(page.get_by_text("本单位没有这个编号的激励。")).to_be_visible()
    page.get_by_role("button", name="回到列表").click()
    expect(done).to_be_visible()
    page.get_by_role("button", name="繁體中文").click()
    expect(page.get_by_role("heading", name="激勵辦理")).to_be_visible()
    page.get_by_role("button", name="简体中文").click()

    page.get_by_role("link", name="对账").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="下载清单").click()
    # Both are over by now: what is left of the list are its columns.
    assert download.value.path().read_text().startswith("entitlement_id,link_id")

    page.get_by_role("button", name="退出").click()
    expect(page.get_by_label("接口密钥")).to_be_visible()
    assert key not in page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
