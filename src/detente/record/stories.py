"""Copies of one story: wire copies, cuts, merged pages and light rewrites found by MinHash.

An article is the set of its runs of :data:`RUN` words, short words passed over. A signature keeps :data:`MINIMA`
minima of that set under independent hash functions (Broder 1997, "On the resemblance and containment of documents") and
its size, so that two signatures give an estimate of how much of the smaller article stands in the larger one. That
*containment*, not the Jaccard index, decides: a story cut to half its length has an index of 0.5 with its source, and
so has an article that shares two thirds of its words with another of its length.

Candidates come from bands of two minima each (Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", chapter
3). One 64-bit word of a signature is one band; sorted arrays of them take about 1.5 kB an article, a sixth of what
buckets in dictionaries take. `docs/duplicates.md` says why this is not datasketch and how the threshold was measured.

Everything here is pure: the same additions in the same order give the same stories, on any machine.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

#: Words in a run. Short runs forgive rewriting, long ones tell articles on one subject apart.
RUN: Final = 2
#: Shorter words are passed over: "of the" and "in a" stand in every article, and pairs of longer words hardly do.
SHORTEST: Final = 4
#: Minima in a signature, two to a 64-bit word.
MINIMA: Final = 256
#: Share of the smaller of two articles as long as each other that makes them one story; see `docs/duplicates.md`.
THRESHOLD: Final = 0.52
#: By how much the threshold rises as the lengths part: a rewrite keeps its length and a cut keeps its words, while a
#: follow-up that closes with old paragraphs keeps neither.
RISE: Final = 0.2
#: An article so many times as long as another is more than that one (its source uncut, a merged page, a round-up).
SWOLLEN: Final = 1.3
#: Characters of a body that are looked at; no news story is longer, and hostile text may be.
LONGEST: Final = 400_000

Signature = npt.NDArray[np.uint64]

_BANDS: Final = MINIMA // 2
_WORDS: Final = re.compile(r"[぀-ヿ㐀-鿿가-힯]|\w+")  # scripts without spaces go by character
_PIECES: Final = re.compile(r"\s+|\S{1,300}")
_MARKS: Final = re.compile(r"[\u0300-\u036f'’‘`´]")
_AGENCY: Final = r"(?:reuters|ap|afp|the associated press|associated press|tass|xinhua|dpa|ani|pti|upi|efe|ansa|kyodo|yonhap|anadolu|interfax|bloomberg|bbc|cnn)"  # noqa: E501
_FURNITURE: Final = re.compile(
    rf"^[^\n.]{{0,60}}\({_AGENCY}\)\s*[-–—:]+\s*"
    rf"|^{_AGENCY}\s*[-–—]+\s*"
    r"|^(?:additional )?(?:reporting|writing|editing|compiled|edited) by\b[^\n]*$"
    r"|^(?:copyright|©|\(c\))[^\n]*$|^[^\n]{0,80}\ball rights reserved\b[^\n]*$"
    r"|^(?:read more|see also|related|advertisement|sign up|subscribe|share this|follow us|click here)\b[^\n]{0,120}$"
    r"|^(?:this (?:story|article) (?:was|has been)|with (?:files|material|inputs) from|source:)[^\n]{0,160}$",
    re.IGNORECASE | re.MULTILINE,
)


def plain_words(body: str) -> list[str]:
    """The words of ``body`` without case, accents, quotation marks, punctuation, agency credits and page furniture."""
    text = _FURNITURE.sub(" ", _normal("NFKC", body[:LONGEST])[:LONGEST])
    text = _MARKS.sub("", _normal("NFKD", text)).casefold()
    # NFKD takes Korean syllables apart; they are counted whole
    return _WORDS.findall(_normal("NFC", text))


def _normal(form: Literal["NFC", "NFKC", "NFKD"], text: str) -> str:
    """A normal form of Unicode, piece by piece: a long run of combining marks takes time by its square."""
    if text.isascii():
        return text
    return "".join(unicodedata.normalize(form, piece) for piece in _PIECES.findall(text))


def signature(body: str) -> Signature:
    """The signature of an article's body: shape (129,), 128 bands of two 32-bit minima each, then the number of runs.

    A body without words has no runs and resembles nothing.
    """
    words = plain_words(body)
    runs = _runs([w for w in words if len(w) >= SHORTEST or not w.isascii() or w.isdigit()] or words)
    found = np.empty(_BANDS + 1, dtype=np.uint64)
    minima = found[:_BANDS].view(np.uint32)
    minima.fill(np.iinfo(np.uint32).max)
    for start in range(0, len(runs), 1024):  # in portions, so that a long body takes little memory
        hashed = runs[start : start + 1024, None] * _FACTORS + _TERMS
        np.minimum(minima, (hashed >> np.uint64(32)).min(axis=0).astype(np.uint32), out=minima)
    found[_BANDS] = len(runs)
    return found


def to_bytes(signature: Signature) -> bytes:
    """A signature as 1032 bytes, little end first, for the store."""
    return signature.astype("<u8").tobytes()


def from_bytes(stored: bytes) -> Signature:
    """A signature as :func:`to_bytes` wrote it.

    Raises:
        ValueError: if ``stored`` has another length.
    """
    if len(stored) != 8 * (_BANDS + 1):
        raise ValueError(f"a signature has {8 * (_BANDS + 1)} bytes, not {len(stored)}; compute it anew from the body")
    return np.frombuffer(stored, dtype="<u8").astype(np.uint64)


@dataclass(frozen=True, slots=True)
class Match:
    """The article that tells the same story.

    ``story`` is the key of that story's first article; ``similarity`` (0 to 1) the estimated share of the smaller
    article's runs of words that stand in the other.
    """

    key: str
    similarity: float
    story: str


class StoryIndex:
    """Articles by signature, in the order in which they were added.

    An article joins the story of the article it resembles most. One exception keeps stories apart that a page has
    merged or quoted at length: where a single article vouches for another, and is so much longer or shorter that the
    story has a second part (or whole) which the other does not resemble, the other begins a story of its own.
    """

    def __init__(self, threshold: float = THRESHOLD) -> None:
        self.threshold = threshold
        self._keys: list[str] = []
        self._rows: dict[str, int] = {}
        self._first: list[int] = []  # row of the story's first article
        self._least: dict[int, int] = {}  # size of the story's shortest article, by the row of its first
        self._most: dict[int, int] = {}  # and of its longest
        self._signatures = np.empty((256, _BANDS + 1), dtype=np.uint64)
        self._sealed = 0  # rows that the segments hold; later ones are compared one by one
        self._segments: list[_Segment] = []

    def __len__(self) -> int:
        return len(self._keys)

    def __contains__(self, key: str) -> bool:
        return key in self._rows

    def story(self, key: str) -> str:
        """The key of the first article of the story that ``key`` belongs to; KeyError when it was not added."""
        return self._keys[self._first[self._rows[key]]]

    def add(self, key: str, signature: Signature, *, apart: bool = False) -> Match | None:
        """Add an article; the match whose story it joins, or None when it begins its own.

        ``apart`` keeps it out of every earlier story: a fold that somebody has undone.

        Raises:
            ValueError: if ``key`` was added before.
        """
        match = None if apart else self.nearest(signature)
        self._append(key, signature, match.story if match else key)
        return match

    def restore(self, rows: Iterable[tuple[str, Signature, str]]) -> None:
        """Add (key, signature, story) rows of an earlier index in their order, without looking for matches again."""
        for key, signature, story in rows:
            self._append(key, signature, story)

    def nearest(self, signature: Signature) -> Match | None:
        """The article added so far that tells the same story, the most similar first and the earliest of equals."""
        size = int(signature[_BANDS])
        rows = self._candidates(signature)
        if not size or not len(rows):
            return None
        known = self._signatures[rows]
        sizes = known[:, _BANDS].astype(np.float64)
        equal = known[:, :_BANDS].copy().view(np.uint32) == signature[:_BANDS].copy().view(np.uint32)
        index = equal.mean(axis=1)
        smaller, larger = np.minimum(sizes, size), np.maximum(sizes, size)
        shared = np.minimum(index / (1 + index) * (sizes + size) / np.maximum(smaller, 1), 1.0)
        enough = shared >= self.threshold + RISE * (1 - smaller / larger)
        order = [int(at) for at in np.lexsort((rows, -index, -shared)) if enough[at]]
        vouching = Counter(self._first[rows[at]] for at in order)
        for at in order:
            row = int(rows[at])
            if vouching[self._first[row]] > 1 or not self._merges(row, size):
                return Match(self._keys[row], float(shared[at]), self._keys[self._first[row]])
        return None

    def _merges(self, row: int, size: int) -> bool:
        """Whether joining an article of ``size`` to that of ``row`` could join two stories.

        Either it is a part of one of which its story holds another part, or it holds a part of which its story holds
        another whole.
        """
        own, story = int(self._signatures[row, _BANDS]), self._first[row]
        part = own > SWOLLEN * size and own > SWOLLEN * self._least[story]
        whole = size > SWOLLEN * own and self._most[story] > SWOLLEN * own
        return part or whole

    def _append(self, key: str, signature: Signature, story: str) -> None:
        if key in self._rows:
            raise ValueError(f"the article {key} is in the index already; add each article once")
        row = len(self._keys)
        if row == len(self._signatures):
            self._signatures = np.concatenate([self._signatures, np.empty_like(self._signatures)])
        self._signatures[row] = signature
        self._keys.append(key)
        self._rows[key] = row
        # a story whose first article is no longer there goes on with the next one
        first = self._rows.get(story, row)
        self._first.append(first)
        size = int(signature[_BANDS])
        self._least[first] = min(size, self._least.get(first, size))
        self._most[first] = max(size, self._most.get(first, size))
        if row + 1 - self._sealed >= _TAIL:
            self._seal()

    def _seal(self) -> None:
        """Put the newest rows into a sorted segment; segments of one size are merged, so that there are few."""
        self._segments.append(_Segment.of(self._signatures[self._sealed : len(self._keys), :_BANDS], self._sealed))
        self._sealed = len(self._keys)
        while len(self._segments) > 1 and len(self._segments[-2].words) <= len(self._segments[-1].words):
            last = self._segments.pop()
            self._segments[-1] = self._segments[-1].merged(last)

    def _candidates(self, signature: Signature) -> npt.NDArray[np.int64]:
        """Rows that share a band with ``signature``, ascending; of very many, those that share the most.

        Articles on one subject share a band now and then by chance, ever more of them as the index grows; a copy shares
        many bands. Without the bound each article would cost more than the one before.
        """
        bands = signature[:_BANDS]
        tail = self._signatures[self._sealed : len(self._keys), :_BANDS]
        same = tail == bands
        alike = np.flatnonzero(same.any(axis=1))
        found = [np.repeat(alike, same[alike].sum(axis=1)) + self._sealed]
        found += [segment.rows_with(_salted(bands)) for segment in self._segments]
        rows, times = np.unique(np.concatenate(found), return_counts=True)
        if len(rows) > _MOST:
            rows = np.sort(rows[np.lexsort((rows, -times))[:_MOST]])
        return rows.astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class _Segment:
    """Bands of many articles, sorted, each beside its article's row."""

    words: npt.NDArray[np.uint64]
    rows: npt.NDArray[np.uint32]

    @classmethod
    def of(cls, signatures: Signature, first: int) -> _Segment:
        words = _salted(signatures).ravel()
        rows = np.repeat(np.arange(first, first + len(signatures), dtype=np.uint32), _BANDS)
        order = np.argsort(words, kind="stable")
        return cls(words[order], rows[order])

    def merged(self, later: _Segment) -> _Segment:
        words = np.concatenate([self.words, later.words])
        order = np.argsort(words, kind="stable")  # a merge of two sorted runs
        return _Segment(words[order], np.concatenate([self.rows, later.rows])[order])

    def rows_with(self, bands: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
        low = np.searchsorted(self.words, bands, side="left")
        high = np.searchsorted(self.words, bands, side="right")
        # a band that very many share is a phrase of many articles, or one story printed everywhere: the first will do
        counts = np.minimum(high - low, _ENOUGH)
        places = np.repeat(low - (np.cumsum(counts) - counts), counts) + np.arange(int(counts.sum()))
        return self.rows[places].astype(np.int64)


_TAIL: Final = 512
_ENOUGH: Final = 64
#: Candidates that are compared whole; no article has so many copies that the story is not among them.
_MOST: Final = 256


def _splitmix(seeds: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Well mixed 64-bit numbers (Steele, Lea and Flood 2014), the same with every version of every library."""
    z = seeds * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


_SEEDS: Final = np.arange(1, 2 * MINIMA + 1, dtype=np.uint64)
_FACTORS: Final = _splitmix(_SEEDS[:MINIMA]) | np.uint64(1)
_TERMS: Final = _splitmix(_SEEDS[MINIMA:])
_PLACES: Final = _splitmix(np.arange(1, RUN + 1, dtype=np.uint64) << np.uint64(32)) | np.uint64(1)
_SALTS: Final = _splitmix(np.arange(1, _BANDS + 1, dtype=np.uint64) << np.uint64(40))


def _salted(bands: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Bands told apart by their place, so that one sorted array holds them all. Last axis: the bands."""
    salted: npt.NDArray[np.uint64] = bands ^ _SALTS
    return salted


@lru_cache(maxsize=1 << 17)
def _hash(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def _runs(words: list[str]) -> npt.NDArray[np.uint64]:
    """Hashes of the distinct runs of words; a text shorter than a run is one."""
    if not words:
        return np.empty(0, dtype=np.uint64)
    hashes = np.array([_hash(word) for word in words], dtype=np.uint64)
    hashes = np.pad(hashes, (0, max(0, RUN - len(hashes))))
    count = len(hashes) - RUN + 1
    runs = np.zeros(count, dtype=np.uint64)
    for place in range(RUN):
        runs += hashes[place : place + count] * _PLACES[place]
    return np.unique(_splitmix(runs))
