from __future__ import annotations

from pathlib import Path

import numpy as np

from bot.understanding.classifier import split_parts
from bot.understanding.examples import Example, group_near_copies, read_examples
from bot.understanding.features import count_features, learn_vocabulary
from bot.understanding.normalisation import read_normaliser
from bot.understanding.training import Recipe, train_classifier

NORMALISER = read_normaliser()
EXAMPLES = (
    Example("修复要多久", "time"),
    Example("修复几天能办好", "time"),
    Example("几天有结果要多久", "time"),
    Example("修复要钱吗", "fee"),
    Example("修复收费多少钱", "fee"),
    Example("要钱还是免费多少钱", "fee"),
)
RECIPE = Recipe(seen_at_least=1)


def test_a_few_examples_are_enough_to_tell_two_labels_apart() -> None:
    classifier = train_classifier(EXAMPLES, NORMALISER, RECIPE)
    for text, label in (("大概几天", "time"), ("收钱吗", "fee")):
        found = classifier.judge(classifier.measure(NORMALISER.clean(text), NORMALISER))
        assert classifier.labels[int(found.argmax())] == label
        assert abs(found.sum() - 1) < 1e-9


def test_the_same_examples_give_the_same_weights() -> None:
    one, other = (train_classifier(EXAMPLES, NORMALISER, RECIPE) for _ in range(2))
    assert np.array_equal(one.weights.all(), other.weights.all())


def test_a_sharper_classifier_is_surer_of_the_same_label() -> None:
    blunt, sharp = (train_classifier(EXAMPLES, NORMALISER, RECIPE, sharpness) for sharpness in (1.0, 5.0))
    measured = blunt.measure("收费吗", NORMALISER)
    assert sharp.judge(measured).max() > blunt.judge(measured).max()
    assert sharp.judge(measured).argmax() == blunt.judge(measured).argmax()


def test_features_seen_too_seldom_are_unknown() -> None:
    counted = [count_features(NORMALISER.to_units(text)) for text in ("修复", "修复要钱")]
    vocabulary = learn_vocabulary(counted, at_least=2)
    assert 0 < len(vocabulary) < len(learn_vocabulary(counted, at_least=1))
    known, unknown = (vocabulary.weigh(count_features(NORMALISER.to_units(text))) for text in ("修", "猫"))
    assert len(known.places) > len(unknown.places)


def test_a_text_of_nothing_known_has_no_features() -> None:
    vocabulary = learn_vocabulary([count_features(NORMALISER.to_units("修复"))], at_least=2)
    assert len(vocabulary.weigh(count_features(NORMALISER.to_units("修复"))).places) == 0


def test_a_long_text_is_heard_in_parts_and_a_short_one_whole() -> None:
    assert split_parts("修复要多久") == ("修复要多久",)
    story = "去年我被罚了款,一直放着没有管它," * 4
    assert split_parts(f"{story}修复要多久")[-1] == "修复要多久"
    windows = split_parts("没有标点的语音" * 20)
    assert len(windows) > 5
    assert "".join(windows).startswith("没有标点的语音")


def test_examples_are_read_by_label_without_comments(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("# 说明\n修复要多久\n\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text("修复要钱吗\n", encoding="utf-8")
    assert read_examples(tmp_path) == (Example("修复要钱吗", "a"), Example("修复要多久", "b"))


def test_near_copies_share_a_group() -> None:
    groups = group_near_copies(["信用修复要多久", "信用修复要多久呢", "市民卡丢了", "丢"])
    assert groups[0] == groups[1]
    assert len({*groups}) == 3
