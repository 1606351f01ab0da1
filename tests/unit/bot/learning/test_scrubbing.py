from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.article import read_articles
from bot.learning.noting import read_scrubber

SCRUBBER = read_scrubber(read_articles(Path(__file__).parents[4] / "bot" / "articles"))
# Frequent in names, and gathered here apart from what the scrubber knows.
FAMILY = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁"
    "任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴"
    "莫孔向汤"
)
LONG_FAMILY = ["欧阳", "上官", "司马", "诸葛", "皇甫"]
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国文斌波辉健俊鹏飞宇浩然欣怡子轩梓涵雨"
    "晨佳琪雪婷慧颖琳晓春志海永龙凤美云鑫凯旭东"
)
AROUND = [
    ("", "的处罚记录什么时候消失"),
    ("我叫", "，想申请信用修复"),
    ("我叫", "想问修复要多久"),
    ("姓名：", " 身份证在下面"),
    ("本人", "，记录写错了怎么办"),
    ("邻居", "说修复要交钱"),
    ("请问", ""),
    ("帮我查一下", "先生有没有失信"),
    ("提异议的人是", "吗"),
]
SEPARATED = ["", " ", "-", ".", "，"]
DIGIT_RUN = re.compile(r"(?:[0-9零〇一二三四五六七八九][\s\-.,，]?){5,}")
PLATE = re.compile(r"[\u4e00-\u9fff][A-Z][·]?[A-Z0-9]{5,6}")

family = st.sampled_from([*FAMILY, *LONG_FAMILY])
given_name = st.text(st.sampled_from(GIVEN), min_size=1, max_size=2)
digits = st.text(st.sampled_from("0123456789"), min_size=5, max_size=19)
chinese_digits = st.text(st.sampled_from("零一二三四五六七八九"), min_size=5, max_size=11)
letters = st.text(st.sampled_from("ABCDEFGHJKLMNPQRSTUVWXYZ"), min_size=1, max_size=1)
plate_end = st.text(st.sampled_from("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"), min_size=5, max_size=6)


@given(family, given_name, st.sampled_from(AROUND))
def test_no_name_is_kept(surname: str, rest: str, around: tuple[str, str]) -> None:
    kept = SCRUBBER.scrub(f"{around[0]}{surname}{rest}{around[1]}")
    assert kept is None or f"{surname}{rest}" not in kept


@given(digits, st.sampled_from(SEPARATED), st.sampled_from(["电话", "身份证号", "卡号是", "订单", "我的"]))
def test_no_long_number_is_kept_however_it_is_broken_up(number: str, between: str, before: str) -> None:
    kept = SCRUBBER.scrub(f"{before}{between.join(number)}，怎么申请修复")
    assert kept is None or not DIGIT_RUN.search(kept)


@given(chinese_digits)
def test_no_long_number_in_chinese_digits_is_kept(number: str) -> None:
    kept = SCRUBBER.scrub(f"电话{number}怎么申请修复")
    assert kept is None or number not in kept


@given(digits)
def test_no_long_number_in_wide_digits_is_kept(number: str) -> None:
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in number)
    kept = SCRUBBER.scrub(f"卡号{wide}怎么解绑")
    assert kept is None or number not in unicodedata.normalize("NFKC", kept)


@given(st.sampled_from("闽京沪粤鲁"), letters, plate_end, st.sampled_from(["", "·", " "]))
def test_no_number_plate_is_kept(province: str, letter: str, rest: str, between: str) -> None:
    kept = SCRUBBER.scrub(f"车牌{province}{letter}{between}{rest}的罚单能修复吗")
    assert kept is None or (rest not in kept and not PLATE.search(kept))


@given(st.text(max_size=400))
def test_whatever_comes_is_scrubbed_without_trouble_and_short(text: str) -> None:
    kept = SCRUBBER.scrub(text)
    assert kept is None or (0 < len(kept) <= 200 and not DIGIT_RUN.search(kept))


@pytest.mark.parametrize(
    "text",
    [
        "我住湖滨南路12号，去哪办修复",
        "家住莲花小区3号楼怎么办",
        "陳偉的記錄怎麼修復",
        "老王让我来问的，信用修复找老王",
        "我姓陈",
        "我叫王伟伟伟伟想问修复",
        "买买提·艾力的记录怎么修复",
        "我叫王伟，我朋友名叫买买提艾力江",
    ],
)
def test_where_it_cannot_be_told_the_text_is_dropped(text: str) -> None:
    assert SCRUBBER.scrub(text) is None


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("怎么申请信用修复", "怎么申请信用修复"),
        ("处罚满3个月能修复吗", "处罚满3个月能修复吗"),
        ("QR code 怎么用 app 打开", "QR 〔字母〕 怎么用 app 打开"),
        ("电话13800138000能查吗", "电话〔号码〕能查吗"),
        ("邮箱 someone@example.com 收不到报告", "邮箱 〔字母〕 收不到报告"),
        ("2026年5月1日的处罚能修复吗", "〔日期〕的处罚能修复吗"),
        ("我叫王伟，怎么申请信用修复", "我叫〔人名〕,怎么申请信用修复"),
        ("我的名字叫王伟", "我的名字叫〔人名〕"),
    ],
)
def test_what_is_left_still_says_what_was_asked(text: str, kept: str) -> None:
    assert SCRUBBER.scrub(text) == kept
