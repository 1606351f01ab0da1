from __future__ import annotations

from pathlib import Path

import pytest

from config.loading import load_settings
from miniprogram_api.authentication import GUARD_MARK
from wsgi import create_app


def test_the_only_route_without_a_guard_is_wechats_which_is_signed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARD_VAR", str(tmp_path))
    app = create_app(load_settings())
    unguarded = {name for name, view in app.view_functions.items() if not hasattr(view, GUARD_MARK)}
    assert unguarded == {"wechat_callback.echo", "wechat_callback.receive"}
    assert app.test_client().get("/wechat/callback?echostr=hello").status_code == 403
    assert app.test_client().post("/wechat/callback", data=b"<xml></xml>").status_code == 403
