"""The file of trained weights: small whole numbers, a scale for each label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.understanding.classifier import Classifier
from bot.understanding.features import Vocabulary
from bot.understanding.linear import Weights

WEIGHTS_FILE = Path(__file__).parent / "weights.npz"
_STEPS = 127


@dataclass(frozen=True)
class Trained:
    """All that is learnt: what topics and what aspects look like, and when to refuse.

    A text is refused when that is at least `refusal_ratio` times as likely as the best topic.
    """

    topics: Classifier
    aspects: Classifier
    refusal_ratio: float


def write_weights(trained: Trained, path: Path = WEIGHTS_FILE) -> None:
    """Write what is learnt; the same always as the same bytes."""
    parts = _pack("topics", trained.topics) | _pack("aspects", trained.aspects)
    parts["refusal_ratio"] = np.array(trained.refusal_ratio)
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **parts)


def read_weights(path: Path = WEIGHTS_FILE) -> Trained:
    """Return what was learnt."""
    with np.load(path, allow_pickle=False) as parts:
        topics, aspects = _unpack("topics", parts), _unpack("aspects", parts)
        return Trained(topics, aspects, float(parts["refusal_ratio"]))


def _pack(name: str, classifier: Classifier) -> dict[str, Any]:
    weights = classifier.weights.all()
    scale = np.abs(weights).max(axis=0) / _STEPS
    return {
        f"{name}_labels": np.array(classifier.labels),
        f"{name}_hashes": classifier.vocabulary.hashes,
        f"{name}_rarity": classifier.vocabulary.rarity.astype(np.float16),
        f"{name}_steps": np.rint(weights / scale).astype(np.int8),
        f"{name}_scale": scale.astype(np.float32),
        f"{name}_sharpness": np.array(classifier.sharpness),
    }


def _unpack(name: str, parts: Mapping[str, Any]) -> Classifier:
    vocabulary = Vocabulary(parts[f"{name}_hashes"], parts[f"{name}_rarity"].astype(np.float32))
    weights = Weights(parts[f"{name}_steps"], parts[f"{name}_scale"])
    labels = tuple(map(str, parts[f"{name}_labels"]))
    return Classifier(labels, vocabulary, weights, float(parts[f"{name}_sharpness"]))
