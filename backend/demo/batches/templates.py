"""What the rows of one catalogue item about one kind of subject have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from backend.demo.batches.contents import draw_penalty, fixed_cells
from backend.demo.batches.days import WRITINGS, Days, WrittenDays
from backend.demo.batches.subjects import authority_code
from backend.records.catalogue import Catalogue, CatalogueItem, DoublePublicity, Polarity, SubjectKind
from backend.records.importing.fields import DETAIL_FIELDS, RECORD_FIELDS

COLUMNS = tuple(field.key for field in (*RECORD_FIELDS, *DETAIL_FIELDS))
HEADINGS = tuple(field.headings[0] for field in (*RECORD_FIELDS, *DETAIL_FIELDS))
PLACE = {key: place for place, key in enumerate(COLUMNS)}

KIND_WORDS = {SubjectKind.NATURAL: "自然人", SubjectKind.LEGAL: "法人及非法人组织"}
# Most departments write days as the standard does.
_WRITING_WEIGHTS = (70, 12, 8, 10)
_KIND_LEFT_OUT_SHARE = 0.3
_PENALTY_VARIANTS = 64
_DOCUMENT_MARKS = {Polarity.NEUTRAL: "许", Polarity.COMMENDATION: "奖", Polarity.ADVERSE: "罚"}
_MONTH_DAYS = 30
_SHORTEST_PENALTY_DAYS = 90


@dataclass(frozen=True, slots=True)
class Template:
    """The cells that all rows share, and those that a row of a penalty chooses among."""

    item: CatalogueItem
    kind: SubjectKind
    written: WrittenDays
    cells: list[str]
    penalties: list[dict[int, str]]
    document_mark: str
    publication_days: int

    @property
    def is_adverse(self) -> bool:
        """Tell whether a duty may follow from the decision."""
        return self.item.polarity is Polarity.ADVERSE


def make_templates(catalogue: Catalogue, days: Days, rng: Random) -> list[Template]:
    """Return the templates of all items in the order of their ids."""
    writings = [WrittenDays(days, write) for write in WRITINGS]
    codes = sorted(catalogue.departments)
    styles = dict(zip(codes, rng.choices(writings, _WRITING_WEIGHTS, k=len(codes)), strict=True))
    items = sorted(catalogue.items.values(), key=lambda item: item.id)
    return [
        _make_template(catalogue, item, kind, styles[item.department], rng)
        for item in items
        for kind in _kinds_of(item)
    ]


def list_about(templates: Sequence[Template], kind: SubjectKind, polarity: Polarity) -> list[Template]:
    """Return those of a polarity about a kind of subject, or all about it where the catalogue has none."""
    about = [one for one in templates if one.kind is kind]
    return [one for one in about if one.item.polarity is polarity] or about


def _kinds_of(item: CatalogueItem) -> Iterator[SubjectKind]:
    for kind in (SubjectKind.NATURAL, SubjectKind.LEGAL):
        if item.subject_kind in (kind, SubjectKind.BOTH):
            yield kind


def _make_template(
    catalogue: Catalogue, item: CatalogueItem, kind: SubjectKind, written: WrittenDays, rng: Random
) -> Template:
    is_kind_left_out = item.subject_kind is not SubjectKind.BOTH and rng.random() < _KIND_LEFT_OUT_SHARE
    cells = {
        "item_id": item.id,
        "subject_kind": "" if is_kind_left_out else KIND_WORDS[kind],
        "state": rng.choice(("有效", "")),
        "authority": catalogue.departments[item.department].name_zh,
        "authority_code": authority_code(sorted(catalogue.departments).index(item.department) + 1),
        **fixed_cells(item, rng),
    }
    is_penalty = item.double_publicity is DoublePublicity.PENALTY
    months = item.publication.max_months if item.publication else 0
    return Template(
        item=item,
        kind=kind,
        written=written,
        cells=[cells.get(key, "") for key in COLUMNS],
        penalties=[_by_place(draw_penalty(rng)) for _ in range(_PENALTY_VARIANTS if is_penalty else 0)],
        document_mark=f"厦演{_DOCUMENT_MARKS[item.polarity]}字〔",
        publication_days=max(_SHORTEST_PENALTY_DAYS, months * _MONTH_DAYS),
    )


def _by_place(cells: dict[str, str]) -> dict[int, str]:
    return {PLACE[key]: text for key, text in cells.items() if text}
