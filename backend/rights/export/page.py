"""The readable half of an export: one page for any browser, in Chinese, that loads nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from html import escape
from typing import Any

from backend.platform.clock import CITY_ZONE
from backend.rights.export.subjects import FIELDS, SUBJECTS

MOST_ENTRIES = 200
_HEAD = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>我的数据</title>
<style>
body{font:16px/1.6 sans-serif;max-width:46rem;margin:0 auto;padding:1rem;color:#222}
h2{border-top:2px solid #0a6cff;padding-top:.5rem;margin-top:2.5rem}
dl{margin:.25rem 0}dt{color:#666;float:left;clear:left;margin-right:.75rem}dt:after{content:"："}
dd{margin:0 0 .15rem;overflow:hidden;word-break:break-word}
li{margin:.5rem 0;padding:.25rem .75rem;background:#f5f7fa}
</style></head><body>
"""


def write_page(made_at: datetime, city: str, contents: Mapping[str, Mapping[str, Any]]) -> Iterator[bytes]:
    """Yield the page, a subject at a time; of the log it has the newest entries."""
    yield _HEAD.encode()
    yield f"<h1>{escape(city)}市民诚信卡：我的数据</h1><p>导出时间：{_text(made_at)}</p>".encode()
    links = "".join(f'<li><a href="#{one.name}">{escape(one.title_zh)}</a></li>' for one in SUBJECTS)
    yield f"<nav><ol>{links}</ol></nav>\n".encode()
    for one in SUBJECTS:
        yield f'<h2 id="{one.name}">{escape(one.title_zh)}</h2><p>{escape(one.about_zh)}</p>'.encode()
        if one.name == "access_log":
            yield f"<p>这里是最新的 {MOST_ENTRIES} 条，全部的在 access_log.json。</p>".encode()
        yield _render(contents[one.name]).encode() + b"\n"
    yield b"</body></html>\n"


def _render(value: object) -> str:
    if isinstance(value, Mapping):
        pairs = [f"<dt>{escape(_label(key))}</dt><dd>{_render(one)}</dd>" for key, one in value.items()]
        return f"<dl>{''.join(pairs)}</dl>"
    if isinstance(value, Sequence) and not isinstance(value, str):
        if not value:
            return "（无）"
        if all(isinstance(one, str) for one in value):
            return escape("、".join(value))
        return f"<ol>{''.join(f'<li>{_render(one)}</li>' for one in value)}</ol>"
    return _text(value)


def _label(key: object) -> str:
    return FIELDS.get(str(key), str(key))


def _text(value: object) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{value.astimezone(CITY_ZONE):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    return escape(str(value))
