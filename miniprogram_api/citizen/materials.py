"""Materials of the citizen's own cases: a photograph, a scan, a receipt."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response

from backend.identity.access_tokens import SignedInCitizen
from backend.redress.content_check import LARGEST_BYTES
from backend.redress.events import CaseKind
from backend.redress.materials import MaterialContent
from miniprogram_api.authentication import CITIZEN
from miniprogram_api.citizen.case_answers import MaterialAnswer, render_material
from miniprogram_api.json_answers import json_answer
from miniprogram_api.operations import Gives, Room, Takes
from miniprogram_api.request_parts import idempotency_key, read_uploaded_file
from miniprogram_api.services import services

# The file, and the lines of the form around it.
_MOST_BODY_BYTES = LARGEST_BYTES + 16 * 1024
_ANY_BYTES = "application/octet-stream"
_FILE = Gives({"type": "string", "format": "binary"}, content_type=_ANY_BYTES)
_UPLOAD = Takes(upload=True, request_key=True)

room = Room("materials", "材料 Materials", CITIZEN)


@room.operation("POST", "/me/disputes/<case_id>/materials", Gives(MaterialAnswer, 201), _UPLOAD)
def add_dispute_material(caller: SignedInCitizen, case_id: str) -> Response:
    """为异议补充材料（10 MB 以内） Add a material to a dispute: JPEG, PNG or PDF to 10 MB"""
    return _add(caller, case_id, CaseKind.DISPUTE)


@room.operation("POST", "/me/repairs/<case_id>/materials", Gives(MaterialAnswer, 201), _UPLOAD)
def add_repair_material(caller: SignedInCitizen, case_id: str) -> Response:
    """为修复申请补充材料（10 MB 以内） Add a material to a repair: JPEG, PNG or PDF to 10 MB"""
    return _add(caller, case_id, CaseKind.REPAIR)


@room.operation("GET", "/me/disputes/<case_id>/materials/<material_id>", _FILE)
def read_dispute_material(caller: SignedInCitizen, case_id: str, material_id: str) -> Response:
    """下载我为异议提交的材料 Fetch a material of my dispute"""
    return _read(caller, case_id, material_id, CaseKind.DISPUTE)


@room.operation("GET", "/me/repairs/<case_id>/materials/<material_id>", _FILE)
def read_repair_material(caller: SignedInCitizen, case_id: str, material_id: str) -> Response:
    """下载我为修复提交的材料 Fetch a material of my repair"""
    return _read(caller, case_id, material_id, CaseKind.REPAIR)


def file_answer(material: MaterialContent) -> Response:
    """Return a file to be saved, never to be shown by the browser as a page of ours."""
    answer = Response(material.content, content_type=_ANY_BYTES)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(material.file_name)}"
    return answer


def _add(caller: SignedInCitizen, case_id: str, kind: CaseKind) -> Response:
    name, content = read_uploaded_file(_MOST_BODY_BYTES)
    view = services().redress.materials.add(
        caller.citizen_id, case_id, name, content, idempotency_key(), kind=kind
    )
    return json_answer(render_material(view), 201)


def _read(caller: SignedInCitizen, case_id: str, material_id: str, kind: CaseKind) -> Response:
    return file_answer(services().redress.materials.read(caller.citizen_id, case_id, material_id, kind=kind))
