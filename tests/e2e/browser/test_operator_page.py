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
    page.get_by_label("接口密钥").fill(key)
    page.get_by_role("button", name="进入").click()
    page.get_by_label("看哪些").select_option("pending")
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

    page.get_by_role("link", name="对账").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="下载清单").click()
    assert made[0]["link_id"] in download.value.path().read_text()

    page.get_by_role("button", name="退出").click()
    expect(page.get_by_label("接口密钥")).to_be_visible()
    assert key not in page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
