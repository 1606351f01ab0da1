from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.architecture.our_code import ROOT, all_files, place, product_files, syntax_of

LONGEST_FILE, LONGEST_FUNCTION, LONGEST_COMPOSITION = 300, 60, 100
# Names of no subject: whatever nobody wanted to place gathers there.
NO_SUBJECT = re.compile(r"(^|_)(utils?|helpers?|common|misc|managers?)($|_)")
# The one place where any error must end as an answer: WeChat shows everything else as a broken account.
DOORS_THAT_CATCH_ALL = {"bot/wechat/door.py", "backend/platform/outbox/worker.py"}


def written_files() -> list[Path]:
    """Return the files that people write; the steps of the migrations are generated."""
    return [path for path in product_files() if path.parent.name != "versions"]


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def functions_of(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    walked = ast.walk(syntax_of(path))
    return [node for node in walked if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def catches_everything(handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(
        one is None or (isinstance(one, ast.Name) and one.id in {"Exception", "BaseException"})
        for one in caught
    )


def test_no_file_is_longer_than_300_lines() -> None:
    assert [place(path) for path in written_files() if lines_of(path) > LONGEST_FILE] == []


def test_no_function_is_longer_than_60_lines() -> None:
    long = [
        f"{place(path, one.lineno)} {one.name}"
        for path in written_files()
        for one in functions_of(path)
        if one.end_lineno and one.end_lineno - one.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


def test_the_composition_root_stays_small() -> None:
    assert lines_of(ROOT / "wsgi.py") < LONGEST_COMPOSITION


def test_every_file_is_named_after_what_it_knows() -> None:
    assert [place(path) for path in all_files() if NO_SUBJECT.search(path.stem)] == []


def test_errors_are_caught_by_their_kind() -> None:
    found = {
        place(path)
        for path in all_files()
        for node in ast.walk(syntax_of(path))
        if isinstance(node, ast.ExceptHandler) and catches_everything(node)
    }
    assert found <= DOORS_THAT_CATCH_ALL


def test_nothing_is_imported_inside_a_function() -> None:
    inside = [
        place(path, node.lineno)
        for path in product_files()
        for function in functions_of(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inside == []


def test_transactions_end_with_their_block_and_nowhere_else() -> None:
    ended_by_hand = [
        place(path, node.lineno)
        for path in (ROOT / "backend").rglob("*.py")
        for node in ast.walk(syntax_of(path))
        if isinstance(node, ast.Attribute) and node.attr in {"commit", "rollback"}
    ]
    assert ended_by_hand == []


def test_only_the_clock_asks_for_the_time() -> None:
    asking = {
        place(path)
        for path in (ROOT / "backend").rglob("*.py")
        for node in ast.walk(syntax_of(path))
        if isinstance(node, ast.Attribute)
        and ast.unparse(node) in {"datetime.now", "date.today", "time.time"}
    }
    assert asking == {"backend/platform/clock.py"}


def is_public(node: ast.Module | ast.ClassDef) -> bool:
    # `Meta` is how marshmallow is told its options.
    return isinstance(node, ast.Module) or not (node.name.startswith("_") or node.name == "Meta")


def test_every_module_and_public_class_says_what_it_is() -> None:
    silent = [
        place(path, getattr(node, "lineno", 1))
        for path in product_files()
        for node in ast.walk(syntax_of(path))
        if isinstance(node, ast.Module | ast.ClassDef) and is_public(node) and not ast.get_docstring(node)
    ]
    assert silent == []
