"""A trained model of labels: from a cleaned text to the probability of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.understanding.features import Floats, Vocabulary, count_features
from bot.understanding.linear import Weights, margins
from bot.understanding.normalisation import Normaliser, split_sentences
from bot.understanding.reading import OUT_OF_SCOPE

Probabilities = NDArray[np.float64]
_LONG, _WINDOW = 60, 28
_SHORTEST_PART = 4
_WHOLE_SHARE = 0.5


@dataclass(frozen=True)
class Classifier:
    """Labels, the vocabulary and weights learnt for them, and how sharp their margins are."""

    labels: tuple[str, ...]
    vocabulary: Vocabulary
    weights: Weights
    sharpness: float

    def measure(self, cleaned: str, normaliser: Normaliser) -> Floats:
        """Return how far a text lies on each label's side; a long one is also heard sentence by sentence.

        One sentence is enough to ask for something of ours, whatever the others are about.
        """
        whole = self._measure_part(cleaned, normaliser)
        parts = split_parts(cleaned)
        if len(parts) < 2:
            return whole
        heard = np.stack([self._measure_part(part, normaliser) for part in parts])
        strange = np.array([label == OUT_OF_SCOPE for label in self.labels])
        by_part: Floats = np.where(strange, heard.mean(axis=0), heard.max(axis=0))
        return _WHOLE_SHARE * whole + (1 - _WHOLE_SHARE) * by_part

    def judge(self, measured: Floats) -> Probabilities:
        """Return the probability of each label."""
        raised = np.exp((measured - measured.max()).astype(np.float64) * self.sharpness)
        found: Probabilities = raised / raised.sum()
        return found

    def _measure_part(self, cleaned: str, normaliser: Normaliser) -> Floats:
        counts = count_features(normaliser.to_units(cleaned))
        return margins(self.weights, self.vocabulary.weigh(counts))


def split_parts(cleaned: str) -> Sequence[str]:
    """Return the sentences of a long text; one without marks, as voice recognition writes, in windows."""
    if len(cleaned) < _LONG:
        return (cleaned,)
    parts = []
    for sentence in split_sentences(cleaned):
        if len(sentence) < _LONG:
            parts.append(sentence)
        else:
            starts = range(0, len(sentence) - _WINDOW // 2, _WINDOW // 2)
            parts.extend(sentence[start : start + _WINDOW] for start in starts)
    return [part for part in parts if len(part) >= _SHORTEST_PART]
