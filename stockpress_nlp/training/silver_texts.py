"""English sentences without labels, for a teacher to label: posts on stocks, reviews and opinions, news pages.

No text is in this repository; docs/entity_models.md says where each set comes from, the model card its licence. A
sentence that a test set has too is left out.
"""

from __future__ import annotations

import csv
import gzip
import html
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from stockpress_nlp.sentences import sentences

SEED = 11
TWEETS = 5000
SHORTEST, LONGEST = 20, 400
RATING = re.compile(r"[\w-]+\t-?[\d.]+\t")
# how the authors of the tweets wrote users, links and symbols
MARKS = ((r"\bAT_USER\b", "@user"), (r"\bURL\b", "http://t.co/x"), (r"\$ (?=[a-z])", "$"), (r" ([.,!?])(?= |$)", r"\1"))


class TextsMissing(FileNotFoundError):
    """A folder holds none of the sets of texts."""


def silver_texts(folder: Path, tested: Iterable[str]) -> list[str]:
    """Return the sentences of every set that *folder* has, each once, none that is in *tested*."""
    kept = {_core(text): "" for text in tested}
    found: list[str] = []
    for read in (_tweets, _reviews, _benchmark_pages, _fundus_pages):
        for text in read(folder):
            if SHORTEST <= len(text) <= LONGEST and kept.setdefault(_core(text), text) is text:
                found.append(text)
    if not found:
        raise TextsMissing(f"{folder}: expected stocknet, hutto_ICWSM_2014 or pages in it, found none")
    return found


def _core(text: str) -> str:
    return "".join(re.findall(r"[^\W_]+", text.lower()))


def _tweets(folder: Path) -> list[str]:
    """Return some of the posts of StockNet; those that differ only in symbols and links are one."""
    path = folder / "stocknet" / "tweets_train_dev.csv.gz"
    if not path.is_file():
        return []
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        rows = [row["text"] for row in csv.DictReader(lines)]
    unlike = {re.sub(r"\$ \S+|URL|AT_USER|\brt\b|[\W\d_]", "", row): row for row in rows}
    chosen = Random(SEED).sample(sorted(unlike.values()), min(TWEETS, len(unlike)))
    return [_written(tweet) for tweet in chosen]


def _written(tweet: str) -> str:
    for mark, written in MARKS:
        tweet = re.sub(mark, written, tweet)
    return tweet


def _reviews(folder: Path) -> Iterator[str]:
    """Yield the tweets, opinions and reviews of Hutto and Gilbert (2014), which came with ratings."""
    for path in sorted((folder / "hutto_ICWSM_2014").glob("*_GroundTruth.txt")):
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            yield " ".join(html.unescape(RATING.sub("", line, count=1)).split())


def _benchmark_pages(folder: Path) -> Iterator[str]:
    path = folder / "pages" / "article-extraction-benchmark" / "ground-truth.json"
    bodies = json.loads(path.read_text(encoding="utf-8")).values() if path.is_file() else ()
    for body in bodies:
        yield from sentences(body["articleBody"])


def _fundus_pages(folder: Path) -> Iterator[str]:
    """Yield the sentences of the English pages; the newest reading of each publisher's page."""
    paths = sorted((folder / "pages" / "fundus").glob("*/*.json"))
    if not paths:
        return
    english = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    for path in paths:
        body = list(json.loads(path.read_text(encoding="utf-8")).values())[-1].get("body") or {}
        paragraphs = [*body.get("summary", ()), *_section_texts(body.get("sections", ()))]
        if english.classify(" ".join(paragraphs))[0] == "en":
            yield from (sentence for paragraph in paragraphs for sentence in sentences(paragraph))


def _section_texts(sections: Sequence[dict[str, list[str]]]) -> Iterator[str]:
    for section in sections:
        yield from section.get("headline", ())
        yield from section.get("paragraphs", ())
