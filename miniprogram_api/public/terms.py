"""What the codes in a certificate mean, for whoever reads one with no network."""

from __future__ import annotations

from flask import Response
from marshmallow import fields

from backend.certificates.format.verify import LONGEST_LEEWAY
from backend.platform.clock import city_date
from miniprogram_api.answer_fields import Answer, flag, number, parts, text
from miniprogram_api.authentication import PUBLIC
from miniprogram_api.operations import Gives, Room
from miniprogram_api.public.cached_answers import cached_answer
from miniprogram_api.services import services

room = Room("terms", "信用码用语 Terms of certificates", PUBLIC, prefix="/.well-known")


class TermAnswer(Answer):
    """A code, and what it stands for."""

    code = number("What the certificate carries.")
    id = text()
    name_zh = text()
    name_en = text()


class TermsAnswer(Answer):
    """Who signs, how exact a clock must be, and the codes of levels and perks."""

    issuer = text("The claim `iss`.", example="xm")
    city_zh = text()
    city_en = text()
    contact_zh = text("Where a citizen reaches a person.")
    is_demo = flag("Nothing here is of any effect: invented people, for trying out.")
    leeway_seconds = number("How long after its end a certificate may still be taken.")
    levels = parts(TermAnswer)
    perks = parts(TermAnswer)
    status_lists = fields.List(
        fields.Integer(),
        required=True,
        metadata={
            "description": "The lists to fetch ahead, so that printed certificates can be told offline."
        },
    )


@room.operation("GET", "/certificate-terms", Gives(TermsAnswer, has_tag=True))
def get_terms() -> Response:
    """信用码中各代码的含义 What the codes in a certificate mean"""
    domain = services()
    city = domain.ground.city
    today = city_date(domain.ground.clock.now())
    levels = domain.policy.status.in_force_on(today).levels.values()
    return cached_answer(
        {
            "issuer": city.issuer,
            "city_zh": city.name_zh,
            "city_en": city.name_en,
            "contact_zh": city.contact_zh,
            "is_demo": city.is_demo,
            "leeway_seconds": int(LONGEST_LEEWAY.total_seconds()),
            "levels": [_term(level.code, level.id, level.name_zh, level.name_en) for level in levels],
            "perks": [
                _term(perk.code, perk.id, perk.name_zh, perk.name_en) for perk in domain.policy.perks.all()
            ],
            "status_lists": list(domain.status_lists.list_filled()),
        }
    )


def _term(code: int, term_id: str, name_zh: str, name_en: str) -> dict[str, str | int]:
    return {"code": code, "id": term_id, "name_zh": name_zh, "name_en": name_en}
