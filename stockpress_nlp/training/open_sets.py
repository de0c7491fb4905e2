"""Readers of the open labelled sets, each giving sentences with PER, ORG, LOC and, where it is marked, MISC.

No set is in this repository. Their licences and what is taken from each are said in models/entities/MODEL_CARD.md.
The sentences of SEC filings are only measured on: the set says of itself that it was made with CoNLL-2003 data, which
is not open.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from stockpress_nlp.training.labelled import TYPES, Labelled, from_words

WNUT_TYPES = {
    "person": "PER",
    "corporation": "ORG",
    "group": "ORG",
    "location": "LOC",
    "product": "MISC",
    "creative-work": "MISC",
}
# loan agreements name their parties by these words, labelled as people or organisations
ROLES = frozenset(
    "borrower borrowers lender lenders agent bank banks company parent guarantor guarantors holder trustee executive"
    " employee employer administrative collateral tenant landlord purchaser seller".split()
)


class LabelledSetMissing(FileNotFoundError):
    """A file of a labelled set is not where it is expected."""


class LabelledSetUnreadable(ValueError):
    """A line of a labelled set is not as expected; says which."""


def uner(folder: Path, part: str) -> list[Labelled]:
    """Read UNER English EWT, *part* dev or test; MISC is not marked in it."""
    path = folder / "uner_ewt" / f"en_ewt-ud-{part}.iob2"
    return _read(path, lambda line: _columns(line, "\t", 1, 2) if not line.startswith("#") else None, _same, False)


def wnut(folder: Path, part: str, groups: bool = True) -> list[Labelled]:
    """Read WNUT 2017, *part* train, dev or test: corporations and, with *groups*, groups are organisations.

    Products and works are MISC.
    """
    name = {"train": "wnut17train.conll", "dev": "emerging.dev.conll", "test": "emerging.test.annotated"}[part]
    return _read(
        folder / "wnut17" / name, lambda line: _columns(line, "\t", 0, 1), lambda label: _wnut_label(label, groups)
    )


def wikigold(folder: Path) -> list[Labelled]:
    """Read Wikigold, the whole of it; MISC only of several words: one word is mostly a nationality."""
    path = folder / "wikigold" / "CONLL-format" / "data" / "wikigold.conll.txt"
    read = _read(path, lambda line: _columns(line, " ", 0, 1), _same, False)
    return [_without(sentence, lambda name, type_: type_ == "MISC" and " " not in name) for sentence in read]


def sec(folder: Path) -> list[Labelled]:
    """Read the test part of the SEC filings, cleaned: a name that is only the role of a party is none."""
    path = folder / "sec_filings" / "CONLL-format" / "data" / "test" / "FIN3.txt"
    read = _read(path, lambda line: _columns(line, " ", 0, 3), _same, False)
    return [_without(sentence, lambda name, _: set(re.findall(r"\w+", name.lower())) <= ROLES) for sentence in read]


def _same(label: str) -> str:
    return label if label[2:] in TYPES else "O"


def _wnut_label(label: str, groups: bool) -> str:
    type_ = WNUT_TYPES.get(label[2:]) if groups or label[2:] != "group" else None
    return f"{label[:2]}{type_}" if type_ else "O"


def _read(
    path: Path,
    columns: Callable[[str], tuple[str, str] | None],
    label: Callable[[str], str],
    misc_marked: bool = True,
) -> list[Labelled]:
    """Read a file of one word a line and an empty line between sentences."""
    if not path.is_file():
        raise LabelledSetMissing(f"{path}: expected a labelled set, found no file; name its folder with --data")
    sentences: list[Labelled] = []
    words: list[tuple[str, str]] = []
    for line in _lines(path):
        if line.strip():
            word = columns(line)
            if word and not word[0].startswith("-DOCSTART-"):
                words.append((word[0], label(word[1])))
        elif words:
            sentences.append(from_words(*zip(*words, strict=True), misc_marked=misc_marked))
            words = []
    return sentences


def _lines(path: Path) -> Iterator[str]:
    # not splitlines(): tweets hold other characters that it takes for line ends
    yield from (line.rstrip("\r") for line in path.read_text(encoding="utf-8").split("\n"))
    yield ""


def _columns(line: str, divider: str, word: int, label: int) -> tuple[str, str] | None:
    columns = line.split(divider)
    if len(columns) <= max(word, label) or not re.fullmatch(r"O|[BI]-[\w-]+", columns[label].strip()):
        raise LabelledSetUnreadable(f"expected a word and a label such as B-ORG, found {line!r}")
    return "".join(columns[word].split()) or "\N{REPLACEMENT CHARACTER}", columns[label].strip()


def _without(sentence: Labelled, is_none: Callable[[str, str], bool]) -> Labelled:
    """Return *sentence* without the names of which, by name and type, *is_none* is true."""
    kept = (span for span in sentence.spans if not is_none(sentence.text[span.start : span.end], span.type))
    return replace(sentence, spans=tuple(kept))
