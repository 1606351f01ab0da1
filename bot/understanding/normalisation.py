"""One spelling for what people type and what voice recognition writes, cut into units a model can count."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import opencc

from bot.understanding.pinyin import Sounds, read_sounds
from bot.understanding.simplified import to_simplified

WORDS = Path(__file__).parent / "words"
_READ_AT_BEGINNING, _READ_AT_END = 400, 800
PERSON, ELSEWHERE = "〔人〕", "〔外〕"
ROLES = frozenset({PERSON, ELSEWHERE})
_UNIT = re.compile(r"[a-z]+|[0-9]+|〔.〕|[^\W_]")
_MARKS = re.compile(r"(?<![a-z0-9])[\W_]+|[\W_]+(?![a-z0-9])")
_SENTENCE_END = re.compile(r"[。！？!?；;，,、…\n\r]+")
_PHRASE = re.compile(r"[a-z]+(?:[ \-'][a-z]+)*")
_POLITE = re.compile(
    r"^(?:你好|哈喽|哎|诶|唉|喂|嗯|呃|额|啊|哦|噢|那个|就是说?|请问(?:一下|下)?|麻烦(?:问)?(?:一下|下)?|劳驾|打扰一?下"
    r"|(?:我)?想?(?:请教|咨询|问)(?:你)?一?下|帮忙(?:看)?(?:一下|下)?)+(?=.{2})"
)
_HESITATION = re.compile(r"嗯+|呃+|唔+|(?:就是)?那个那个|就是就是|哈{2,}")
_NUMBER, _DIGITS = "0", frozenset("0123456789")


@dataclass(frozen=True)
class Units:
    """A text as units: characters, foreign words and numbers.

    `sounds` are its syllables; `roles` is the text with all words for another person made the same, and all
    for what others deal with.
    """

    written: tuple[str, ...]
    sounds: tuple[str, ...]
    roles: tuple[str, ...]


@dataclass(frozen=True)
class WordLists:
    """The words that the normaliser knows: `foreign` and `spoken` with their meaning.

    `persons` and `surnames` name other persons, `subjects` what we deal with, `elsewhere` what others do, and
    `padding` is what people say around a question.
    """

    foreign: Mapping[str, str]
    spoken: Mapping[str, str]
    persons: Sequence[str]
    surnames: Sequence[str]
    subjects: Sequence[str]
    elsewhere: Sequence[str]
    padding: Sequence[str]


class Normaliser:
    """Knows the spellings, foreign words and ways of speaking that mean the same. Threads may share it."""

    def __init__(self, words: WordLists, sounds: Sounds) -> None:
        self._sounds = sounds
        self._taiwan_words = opencc.OpenCC("tw2sp")
        self._words = words
        self._longest_foreign = max(key.count(" ") + 1 for key in words.foreign)
        self._spoken_pattern = _any_of(words.spoken)
        self._person_pattern = _person_pattern(words)
        self._subject_pattern = _any_of(words.subjects)
        self._elsewhere_pattern = _any_of(words.elsewhere)

    def clean(self, text: str) -> str:
        """Return `text` in simplified characters, one width and case, foreign and spoken words replaced.

        Sentence marks stay, so that `split_sentences` finds them.
        """
        flat = unicodedata.normalize("NFKC", _shorten(text)).lower()
        simplified = to_simplified(flat)
        if simplified != flat:
            simplified = self._taiwan_words.convert(flat)
        chinese = _PHRASE.sub(self._translate, simplified)
        plain = self._spoken_pattern.sub(lambda found: self._words.spoken[found[0]], chinese)
        return _HESITATION.sub("", plain)

    def to_units(self, cleaned: str) -> Units:
        """Return the units of a cleaned text: polite openings left out, every number the same."""
        joined = _POLITE.sub("", _MARKS.sub("", cleaned))
        written = _split_units(joined)
        sounds = tuple(sound for unit in written for sound in self._sounds.split(unit))
        persons = self._person_pattern.sub(PERSON, joined)
        roles = _split_units(self._elsewhere_pattern.sub(ELSEWHERE, persons))
        return Units(written, sounds, roles)

    @property
    def padding(self) -> Sequence[str]:
        """Return what people say around a question."""
        return self._words.padding

    def drop_subjects(self, cleaned: str) -> str:
        """Return a cleaned text without the words that name its subject."""
        return self._subject_pattern.sub("", cleaned)

    def _translate(self, found: re.Match[str]) -> str:
        words = re.split(r"[ \-']", found[0])
        translated, start = [], 0
        while start < len(words):
            for length in range(min(self._longest_foreign, len(words) - start), 0, -1):
                meaning = self._words.foreign.get(" ".join(words[start : start + length]))
                if meaning is not None:
                    translated.append(meaning)
                    break
            else:
                length = 1
                translated.append(words[start])
            start += length
        return " ".join(translated)


def split_sentences(cleaned: str) -> list[str]:
    """Return the parts of a cleaned text between its sentence marks."""
    return [part for part in map(str.strip, _SENTENCE_END.split(cleaned)) if part]


def _split_units(joined: str) -> tuple[str, ...]:
    return tuple(_NUMBER if unit[0] in _DIGITS else unit for unit in _UNIT.findall(joined))


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern of `words` in which a longer one is found before one that it begins with."""
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))


def read_normaliser(folder: Path = WORDS) -> Normaliser:
    """Return the normaliser of the word lists in `folder`."""
    return Normaliser(
        WordLists(
            foreign=_read_pairs(folder / "foreign.txt"),
            spoken=_read_pairs(folder / "spoken.txt"),
            persons=read_words(folder / "persons.txt"),
            surnames=read_words(folder / "surnames.txt"),
            subjects=read_words(folder / "subjects.txt"),
            elsewhere=read_words(folder / "elsewhere.txt"),
            padding=read_words(folder / "padding.txt"),
        ),
        read_sounds(),
    )


def _person_pattern(words: WordLists) -> re.Pattern[str]:
    """Return a pattern of persons: words for them, a surname with a title, a name that is looked up."""
    surname, given = f"[{''.join(words.surnames)}]", r"[^\W\da-z]{1,2}"
    titled = f"{surname}(?:某+|总|经理|老师|先生|女士|小姐|师傅|阿姨|大爷|大妈|主任)"
    looked_up = f"(?<=[下看查叫]){surname}{given}(?=的|有没有|是不是)"
    return re.compile(f"{titled}|{looked_up}|{_any_of(words.persons).pattern}")


def _read_pairs(path: Path) -> dict[str, str]:
    parts = (line.partition("=") for line in _read_lines(path))
    return {said.strip(): meant.strip() for said, _, meant in parts}


def read_words(path: Path) -> list[str]:
    """Return the words of a file, several on a line; `#` begins a comment."""
    return [word for line in _read_lines(path) for word in line.lower().split()]


def _read_lines(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def _shorten(text: str) -> str:
    """Leave out the middle of a very long text: people begin or end with what they want."""
    if len(text) <= _READ_AT_BEGINNING + _READ_AT_END:
        return text
    return f"{text[:_READ_AT_BEGINNING]}\n{text[-_READ_AT_END:]}"
