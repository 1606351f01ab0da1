from __future__ import annotations

from pathlib import Path

import pytest

from config.loading import read_folder, read_policy


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_folder_is_read_as_one_mapping(tmp_path: Path) -> None:
    folder = write(tmp_path, edition="version: '1'", mkt="- id: mkt.permit.food", tax="[]")
    assert read_folder(folder) == {"version": "1", "items": {"mkt": [{"id": "mkt.permit.food"}], "tax": []}}


def test_items_of_the_edition_are_left_to_the_parser_to_refuse(tmp_path: Path) -> None:
    assert read_folder(write(tmp_path, edition="items: []", mkt="[]")) == {"items": []}


def test_an_edition_that_is_no_mapping_is_left_to_the_parser_to_refuse(tmp_path: Path) -> None:
    assert read_folder(write(tmp_path, edition="- one", mkt="[]")) == {"items": {"mkt": []}}


def test_a_folder_without_an_edition_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"edition\.yaml"):
        read_folder(write(tmp_path, mkt="[]"))


def test_a_file_that_is_no_yaml_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"mkt\.yaml"):
        read_folder(write(tmp_path, edition="version: '1'", mkt="- {"))


@pytest.mark.parametrize("name", ["catalogue", "perks"])
def test_a_policy_is_a_file_or_a_folder(name: str) -> None:
    assert isinstance(read_policy(name), dict)
