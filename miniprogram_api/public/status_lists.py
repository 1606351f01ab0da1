"""The status lists of printed certificates (IETF Token Status List), for those who verify offline."""

from __future__ import annotations

from flask import Response

from backend.certificates.format.status_list import TYPE
from miniprogram_api.authentication import PUBLIC
from miniprogram_api.operations import Gives, Room
from miniprogram_api.public.cached_answers import cached_bytes
from miniprogram_api.services import services

room = Room("status-lists", "状态列表 Status lists", PUBLIC, prefix="/.well-known")

_CONTENT_TYPE = f"application/{TYPE}"
_MOST_DIGITS, _NO_LIST = 5, -1


@room.operation(
    "GET",
    "/status-list/<list_number>",
    Gives({"type": "string"}, content_type=_CONTENT_TYPE, refuses=(503,), has_tag=True),
)
def get_status_list(list_number: str) -> Response:
    """哪些打印的信用码已作废 Which printed certificates are revoked: a whole list, signed"""
    is_number = list_number.isascii() and list_number.isdecimal() and len(list_number) <= _MOST_DIGITS
    token = services().status_lists.get(int(list_number) if is_number else _NO_LIST)
    return cached_bytes(token.encode(), _CONTENT_TYPE)
