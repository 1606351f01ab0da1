from __future__ import annotations

import pytest

from card_integration.holder import is_same_name


@pytest.mark.parametrize(
    ("at_library", "holder"),
    [
        ("张三", "张三"),
        ("三 张", "张三"),
        ("张, 三", "张三"),
        ("张，三", "张三"),
        (" 张  三 ", "张三"),
        ("欧阳 志强", "欧阳志强"),
        ("志强 欧阳", "欧阳志强"),
        ("吴・阿依古丽", "吴·阿依古丽"),
        ("吴•阿依古丽", "吴·阿依古丽"),
        ("ZOË  Müller", "Zoë Müller"),
        ("Ｌｉ Wei", "li wei"),
        ("Wei Li", "LI WEI"),
    ],
)
def test_one_name_written_in_two_ways_is_one_name(at_library: str, holder: str) -> None:
    assert is_same_name(at_library, holder)


@pytest.mark.parametrize(
    ("at_library", "holder"),
    [
        ("张三", "张四"),
        ("张三", "张三丰"),
        ("张*", "张三"),
        ("", "张三"),
        ("张三", ""),
        ("", ""),
        ("?? ?", "陈志强"),
        ("吴阿依古丽", "吴·阿依古"),
    ],
)
def test_another_name_is_another_name(at_library: str, holder: str) -> None:
    assert not is_same_name(at_library, holder)
