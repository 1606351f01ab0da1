from __future__ import annotations

import base64

import fakeredis
import pytest

from backend.platform.errors import DomainError, Invalid, NotFound, Unavailable
from bot.wechat.account_api import AccountApi
from bot.wechat.files import FileTransfers, TooLarge
from bot.wechat.library import ApiTrouble
from bot.wechat.media import MAX_IMAGE_BYTES, MediaClient
from tests.contract.wechat.conftest import MINI, OFFICIAL, Simulator

PNG, JPEG = b"\x89PNG\r\n\x1a\n" + b"p" * 500, b"\xff\xd8\xff\xe0" + b"j" * 500
UPLOAD, DOWNLOAD = "/cgi-bin/media/upload", "/cgi-bin/media/get"
CLOSED = "http://127.0.0.1:9/wechat/callback"


@pytest.fixture
def media(simulator: Simulator) -> MediaClient:
    return MediaClient(AccountApi(OFFICIAL, simulator.url, fakeredis.FakeRedis()))


def _sent_by_a_follower(simulator: Simulator, content: bytes) -> str:
    """Return the media id of a picture that a follower has sent; our side need not be there to hear it."""
    kept = {"content_base64": base64.b64encode(content).decode(), "content_type": "image/jpeg"}
    return simulator.ask("POST", "/_simulator/media", kept)[1]["media_id"]


@pytest.mark.parametrize("content", [PNG, JPEG])
def test_a_picture_that_a_follower_sent_is_fetched_as_it_is(
    media: MediaClient, simulator: Simulator, content: bytes
) -> None:
    assert media.download_image(_sent_by_a_follower(simulator, content)) == content


@pytest.mark.parametrize("content", [PNG, JPEG])
def test_a_picture_to_show_is_held_by_wechat_under_its_id(media: MediaClient, content: bytes) -> None:
    assert media.download_image(media.upload_image(content)) == content


@pytest.mark.parametrize("media_id", ["never-seen", "", "a" * 200, "../etc/passwd", "图片"])
def test_a_picture_that_is_not_there_is_gone(media: MediaClient, media_id: str) -> None:
    with pytest.raises(NotFound, match="media-gone"):
        media.download_image(media_id)


def test_a_picture_is_gone_after_three_days(media: MediaClient, simulator: Simulator) -> None:
    media_id = _sent_by_a_follower(simulator, PNG)
    simulator.pass_time(3 * 86400 + 60)
    with pytest.raises(NotFound, match="media-gone"):
        media.download_image(media_id)


def test_a_picture_of_more_than_ten_megabytes_is_not_read_to_its_end(
    media: MediaClient, simulator: Simulator
) -> None:
    with pytest.raises(Invalid, match="image-too-large"):
        media.download_image(_sent_by_a_follower(simulator, PNG + b"x" * MAX_IMAGE_BYTES))
    with pytest.raises(Invalid, match="image-too-large"):
        media.upload_image(PNG + b"x" * MAX_IMAGE_BYTES)
    assert UPLOAD not in simulator.counts()


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg/>", b"MZ" + b"0" * 100])
def test_what_is_no_picture_is_refused_both_ways(
    media: MediaClient, simulator: Simulator, content: bytes
) -> None:
    with pytest.raises(Invalid, match="not-an-image"):
        media.download_image(_sent_by_a_follower(simulator, content))
    with pytest.raises(Invalid, match="not-an-image"):
        media.upload_image(content)


@pytest.mark.parametrize(
    "fault", [{"errcode": -1}, {"errcode": 45009}, {"status": 500}, {"status": 302}, {"half_json": True}]
)
def test_whatever_goes_wrong_with_a_picture_is_words_for_the_follower(
    media: MediaClient, simulator: Simulator, fault: dict[str, object]
) -> None:
    media_id = _sent_by_a_follower(simulator, PNG)
    simulator.order_fault(path=UPLOAD, **fault)
    simulator.order_fault(path=DOWNLOAD, **fault)
    for call in (lambda: media.upload_image(PNG), lambda: media.download_image(media_id)):
        with pytest.raises(DomainError) as trouble:
            call()
        assert isinstance(trouble.value, Unavailable)
        assert trouble.value.zh


def test_w1_a_stale_token_is_renewed_once_for_pictures_too(simulator: Simulator) -> None:
    redis = fakeredis.FakeRedis()
    redis.set(f"wechat:{{{OFFICIAL.appid}}}:access_token", "stale")
    media = MediaClient(AccountApi(OFFICIAL, simulator.url, redis))
    media.download_image(media.upload_image(PNG))
    assert simulator.counts() == {UPLOAD: 2, "/cgi-bin/stable_token": 1, DOWNLOAD: 1}


def test_d30_the_mini_programs_token_uploads_nothing(simulator: Simulator) -> None:
    media = MediaClient(AccountApi(MINI, simulator.url, fakeredis.FakeRedis()))
    with pytest.raises(Unavailable):
        media.upload_image(PNG)


def test_w4_w5_a_slow_file_ends_in_time_and_its_error_tells_no_token(simulator: Simulator) -> None:
    transfers = FileTransfers(simulator.url, limits_seconds=(0.2, 0.2))
    simulator.order_fault(path=DOWNLOAD, delay_seconds=1.5, errcode=0)
    with pytest.raises(ApiTrouble) as trouble:
        transfers.download(DOWNLOAD, {"access_token": "top-secret"}, 100)
    assert "top-secret" not in repr(trouble.value) + repr(trouble.value.__context__)


def test_a_file_that_comes_too_slowly_as_a_whole_is_given_up(simulator: Simulator) -> None:
    media_id = _sent_by_a_follower(simulator, PNG)
    transfers = FileTransfers(simulator.url, whole_seconds=-1)
    api = AccountApi(OFFICIAL, simulator.url, fakeredis.FakeRedis())
    api.download(DOWNLOAD, {"media_id": media_id}, 1000)
    with pytest.raises(ApiTrouble):
        transfers.download(DOWNLOAD, {"media_id": media_id, "access_token": "x"}, 1000)


def test_a_file_is_read_to_its_limit_and_no_further(simulator: Simulator) -> None:
    api = AccountApi(OFFICIAL, simulator.url, fakeredis.FakeRedis())
    media_id = _sent_by_a_follower(simulator, PNG)
    assert api.download(DOWNLOAD, {"media_id": media_id}, len(PNG)).content == PNG
    with pytest.raises(TooLarge):
        api.download(DOWNLOAD, {"media_id": media_id}, len(PNG) - 1)
