from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.understanding.classifier import Classifier
from bot.understanding.learning import Tuning, read_material, train_all
from bot.understanding.normalisation import read_normaliser
from bot.understanding.topic_map import read_topic_map
from bot.understanding.weights_file import WEIGHTS_FILE, Trained, read_weights, write_weights

LARGEST = 3_000_000


@pytest.fixture(scope="module")
def learnt() -> Trained:
    normaliser, kept = read_normaliser(), read_weights()
    tuning = Tuning(kept.topics.sharpness, kept.aspects.sharpness, kept.refusal_ratio)
    return train_all(read_material(normaliser, read_topic_map()), normaliser, tuning)


@pytest.mark.parametrize("part", ["topics", "aspects"])
def test_the_file_is_what_training_on_the_examples_gives(learnt: Trained, part: str) -> None:
    """Equal but for rounding: another machine may add in another order. `bot train` writes it anew."""
    kept: Classifier = getattr(read_weights(), part)
    anew: Classifier = getattr(learnt, part)
    assert kept.labels == anew.labels
    assert np.array_equal(kept.vocabulary.hashes, anew.vocabulary.hashes)
    step = np.abs(anew.weights.all()).max(axis=0) / 127
    assert np.all(np.abs(kept.weights.all() - anew.weights.all()) <= step)


def test_the_file_is_small() -> None:
    assert WEIGHTS_FILE.stat().st_size < LARGEST


def test_the_same_is_written_as_the_same_bytes_and_read_again(tmp_path: Path) -> None:
    kept = read_weights()
    one, other = tmp_path / "one.npz", tmp_path / "other.npz"
    write_weights(kept, one)
    write_weights(kept, other)
    assert one.read_bytes() == other.read_bytes()
    assert np.array_equal(read_weights(one).topics.weights.all(), kept.topics.weights.all())
