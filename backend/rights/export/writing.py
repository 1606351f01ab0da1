"""The files of an export as bytes: JSON for programs, with its schema and version in each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from backend.platform.clock import CITY_ZONE
from backend.rights.export.subjects import FIELDS, SCHEMA, SUBJECTS, VERSION


def write_json(name: str, made_at: datetime, data: Mapping[str, Any]) -> bytes:
    """Return one file of JSON, which says by itself what it is."""
    return _dump({**_head(name, made_at), **data})


def stream_json_list(
    name: str, made_at: datetime, key: str, entries: Iterable[Mapping[str, Any]]
) -> Iterator[bytes]:
    """Yield a file with one long list, an entry at a time."""
    head = _dump(_head(name, made_at)).rstrip().removesuffix(b"}").rstrip()
    yield head + f',\n "{key}": ['.encode()
    separator = b"\n"
    for entry in entries:
        yield separator + _dump(entry, indent=None).rstrip()
        separator = b",\n"
    yield b"\n]}\n"


def write_index(made_at: datetime) -> bytes:
    """Return the file that lists the others and says what each field means."""
    files = [
        {"file": f"{one.name}.json", "title": one.title_zh, "title_en": one.title_en, "about": one.about_zh}
        for one in SUBJECTS
    ]
    return _dump({**_head("index", made_at), "files": files, "fields": dict(FIELDS)})


def write_readme(made_at: datetime, city: str) -> bytes:
    """Return the text that a person reads first."""
    lines = [
        f"{city}市民诚信卡：我的数据",
        f"导出时间 {as_text(made_at)}，格式 {SCHEMA} 第 {VERSION} 版",
        "",
        "这里是本服务保存的关于你的全部信息。里面有完整的身份证号码，请不要随便发给别人。",
        "想看：用浏览器打开 page.html。给程序用：下面的 JSON 文件（UTF-8，时间是北京时间）。",
        "每个字段的含义在 index.json。机器人答得不好的问题不记是谁问的，所以找不出来，不在这里。",
        "",
        *(f"{one.name}.json　{one.title_zh}：{one.about_zh}" for one in SUBJECTS),
        "materials/　你提交的材料原件，按受理编号分开放。",
        "",
        "发现有错：在“我的信用状况”（/status）打开那条记录，提出异议。",
        "",
        "All that this service holds of you, with your full ID number: mind whom you give it to.",
        "page.html is for people, the JSON files for programs; index.json says what each file and field is.",
        "",
    ]
    return "\r\n".join(lines).encode()


def as_text(value: object) -> str:
    """Return a moment on the city's clock, or a day, as ISO 8601."""
    if isinstance(value, datetime):
        return value.astimezone(CITY_ZONE).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _head(name: str, made_at: datetime) -> dict[str, Any]:
    return {"schema": f"{SCHEMA}/{name}", "schema_version": VERSION, "made_at": as_text(made_at)}


def _dump(data: object, indent: int | None = 1) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=indent, default=as_text).encode() + b"\n"
