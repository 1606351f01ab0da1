"""The QR code of a certificate as a picture, for phones that do not draw it themselves."""

from __future__ import annotations

from flask import Response

from backend.certificates.qr import draw_png, draw_svg
from backend.identity.access_tokens import SignedInCitizen
from miniprogram_api.authentication import CITIZEN
from miniprogram_api.citizen.certificate_answers import public_url, showable
from miniprogram_api.operations import Gives, Room
from miniprogram_api.services import services

room = Room("pictures", "信用码图片 Pictures of certificates", CITIZEN)

_PNG, _SVG = "image/png", "image/svg+xml"
_PICTURE = {"type": "string", "format": "binary"}


@room.operation(
    "GET", "/me/certificates/<certificate_id>/qr.png", Gives(_PICTURE, content_type=_PNG, refuses=(409,))
)
def get_qr_png(caller: SignedInCitizen, certificate_id: str) -> Response:
    """信用码二维码图片 The QR code as a picture"""
    return Response(draw_png(_link_of(caller, certificate_id)), content_type=_PNG)


@room.operation(
    "GET", "/me/certificates/<certificate_id>/qr.svg", Gives(_PICTURE, content_type=_SVG, refuses=(409,))
)
def get_qr_svg(caller: SignedInCitizen, certificate_id: str) -> Response:
    """信用码二维码矢量图 The QR code as a drawing that scales"""
    return Response(draw_svg(_link_of(caller, certificate_id)), content_type=_SVG)


def _link_of(caller: SignedInCitizen, certificate_id: str) -> str:
    _, digits = showable(services().certificates.get(caller.citizen_id, certificate_id))
    return public_url(digits)
