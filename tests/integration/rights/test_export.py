from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from backend.domain import Domain
from backend.platform.errors import Refused, TooMany
from backend.rights.export.archive import ArchiveFile, stream_archive
from backend.rights.export.subjects import FIELDS, SUBJECTS
from tests.builders.citizens import a_citizen, a_visitor
from tests.builders.clock import NOON, StandingClock
from tests.builders.lives import CARD_NUMBER, NAME, Life

pytestmark = pytest.mark.store


def opened(pieces: Iterator[bytes]) -> zipfile.ZipFile:
    archive = zipfile.ZipFile(io.BytesIO(b"".join(pieces)))
    assert archive.testzip() is None
    return archive


def exported(domain: Domain, life: Life) -> zipfile.ZipFile:
    return opened(domain.rights.export.make(life.citizen.caller))


def data(archive: zipfile.ZipFile, name: str) -> Any:
    return json.loads(archive.read(f"{name}.json"))


def keys_in(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield key
            if key not in ("details", "corrections"):
                yield from keys_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from keys_in(one)


def test_the_copy_holds_every_subject_and_the_materials_as_they_were_sent(domain: Domain, life: Life) -> None:
    archive = exported(domain, life)
    (material,) = [name for name in archive.namelist() if name.startswith("materials/")]
    assert material == f"materials/{life.case}/1-{NAME}的证明.pdf"
    assert archive.read(material).startswith(b"%PDF")
    expected = {"README.txt", "page.html", "index.json", material, *(f"{one.name}.json" for one in SUBJECTS)}
    assert {*archive.namelist()} == expected


def test_the_number_is_whole_for_it_is_theirs(domain: Domain, life: Life) -> None:
    identity = data(exported(domain, life), "identity")
    assert (identity["name"], identity["id_number"]) == (NAME, life.citizen.id_number)
    assert (identity["schema"], identity["schema_version"]) == ("citizen-export/identity", "1")


def test_each_subject_tells_what_was_done(domain: Domain, life: Life) -> None:
    archive = exported(domain, life)
    assert len(data(archive, "consents")["consents"]) == 6
    (record,) = data(archive, "records")["records"]
    assert (record["id"], record["state"], record["details"]) == (
        life.disputed_record,
        "disputed",
        {"subject_name": NAME},
    )
    assert data(archive, "status")["status"]["lines"][0]["reason"] == "disputed"
    certificates = data(archive, "certificates")["certificates"]
    assert {one["kind"] for one in certificates} == {"printed", "dynamic"}
    assert [use["by"] for one in certificates for use in one["verifications"]] == ["鹭江茶铺"]
    assert [one["name"] for one in data(archive, "blocked_merchants")["merchants"]] == ["鹭江茶铺"]
    (card,) = data(archive, "cards")["cards"]
    assert card["masked_number"] == "3502****" + CARD_NUMBER[-4:]
    perks = data(archive, "perks")
    assert [step["state"] for step in perks["grants"][0]["steps"]] == ["pending", "active"]
    assert [one["merchant"] for one in perks["redemptions"]] == ["鹭江茶铺"]
    (case,) = data(archive, "cases")["cases"]
    assert (case["number"], case["words"]) == (life.case, "金额不对")
    log = data(archive, "access_log")["entries"]
    assert "data.exported" in {one["action"] for one in log}


def test_the_log_is_whole_however_long_it_is(domain: Domain, life: Life) -> None:
    for _ in range(210):
        domain.records.list_of_citizen(life.id)
    log = data(exported(domain, life), "access_log")["entries"]
    assert [one["action"] for one in log].count("records.viewed") == 210
    assert len({one["id"] for one in log}) == len(log)


def test_no_digest_and_nothing_secret_is_in_it(domain: Domain, life: Life) -> None:
    archive = exported(domain, life)
    index = domain.ground.blind_index
    person = life.citizen.code.removeprefix("code-")
    secret = {
        index.of("id_number", life.citizen.id_number).hex(),
        index.of("mini_program", f"openid-{person}").hex(),
        life.citizen.refresh_token,
        f"openid-{person}",
    }
    for name in archive.namelist():
        text = archive.read(name).decode("utf-8", "ignore")
        assert not {one for one in secret if one in text}
    keys = {key for one in SUBJECTS for key in keys_in(data(archive, one.name))}
    assert not {key for key in keys if "index" in key or "digest" in key or "sha" in key or "hash" in key}


def test_the_index_says_what_every_file_and_field_is(domain: Domain, life: Life) -> None:
    archive = exported(domain, life)
    index = data(archive, "index")
    assert [one["file"] for one in index["files"]] == [f"{one.name}.json" for one in SUBJECTS]
    used = {key for one in SUBJECTS for key in keys_in(data(archive, one.name))}
    assert used - {"schema", "schema_version", "made_at"} - FIELDS.keys() == set()
    assert index["fields"] == dict(FIELDS)


def test_the_page_shows_the_same_and_runs_nothing(domain: Domain, life: Life) -> None:
    page = exported(domain, life).read("page.html").decode()
    assert NAME in page
    assert life.citizen.id_number in page
    assert "<script" not in page
    assert "default-src 'none'" in page


def test_words_of_a_citizen_are_text_on_the_page(domain: Domain) -> None:
    citizen = a_citizen(domain, name="<b>王</b>")
    page = opened(domain.rights.export.make(citizen.caller)).read("page.html").decode()
    assert "<b>" not in page
    assert "&lt;b&gt;王" in page


def test_under_eighteen_a_copy_is_given_without_a_status_and_with_the_reason(domain: Domain) -> None:
    citizen = a_citizen(domain, born_on=date(2010, 5, 17), consents=())
    archive = opened(domain.rights.export.make(citizen.caller))
    told = data(archive, "status")
    assert (told["status"], told["why_none"]["code"]) == (None, "adults-only")
    assert data(archive, "identity")["id_number"] == citizen.id_number


def test_whoever_has_proven_nothing_gets_what_there_is(domain: Domain) -> None:
    archive = opened(domain.rights.export.make(a_visitor(domain).caller))
    assert data(archive, "identity")["id_number"] is None
    assert len(data(archive, "accounts")["sign_ins"]) == 1


def test_a_copy_is_made_three_times_a_day(domain: Domain) -> None:
    citizen = a_citizen(domain)
    for _ in range(3):
        domain.rights.export.make(citizen.caller)
    with pytest.raises(TooMany, match="exports-of-the-day-used") as refusal:
        domain.rights.export.make(citizen.caller)
    assert "3 次" in refusal.value.zh
    domain.rights.export.make(a_citizen(domain).caller)


def test_an_old_sign_in_is_not_enough_and_counts_nothing(domain: Domain, clock: StandingClock) -> None:
    citizen = a_citizen(domain)
    clock.pass_time(minutes=31)
    for _ in range(4):
        with pytest.raises(Refused, match="fresh-sign-in-required"):
            domain.rights.export.make(citizen.caller)
    domain.rights.export.make(a_visitor(domain, citizen.code).caller)


def test_no_file_is_read_before_the_one_ahead_of_it_was_taken() -> None:
    asked = []

    def piece(name: str) -> Iterator[bytes]:
        asked.append(name)
        yield name.encode()

    names = ("a", "b", "c")
    stream = stream_archive((ArchiveFile(name, piece(name)) for name in names), NOON)
    first = next(stream)
    assert asked == ["a"]
    archive = opened(iter([first, *stream]))
    assert [archive.read(name) for name in names] == [b"a", b"b", b"c"]
