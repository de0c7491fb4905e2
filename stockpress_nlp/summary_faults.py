"""What a summary gets wrong that comparing it with its article tells: length, language, figures, names.

Sentences taken from the article as they are can only be too many; what a model wrote can be wrong in all. Nothing here
says how good a summary is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from stockpress_nlp.sentences import sentences, word_count

FIGURE = re.compile(r"\d+(?:[.,\u00a0\u202f'’ ]\d+)*")
THOUSANDS = re.compile(r"(?<=\d)[.,\u00a0\u202f'’ ](?=\d{3}(?!\d))")
# what begins with a capital inside a sentence; German writes so all nouns, which then are looked for as names are
CAPITALISED = re.compile(r"(?<=[^\W_][, ] )[^\W\d_]\w+|(?<=[^\W_] )[^\W\d_]\w+")
# a word's form may differ by its ending: Siemens, Siemens'
STEM = 4
SURE_WORDS, SURE = 15, 0.99
READ = 3000


def faults(headline: str, body: str, summary: str) -> tuple[str, ...]:
    """Return in what *summary* contradicts its article, in words for a reader; nothing for a sound one."""
    article = f"{headline}\n\n{body}"
    too_long = ("not shorter than its article",) if len(summary) >= len(article) else ()
    if _is_taken(summary, article):
        return too_long
    wrong = (*_other_language(article, summary), *_new_figures(article, summary), *_new_names(article, summary))
    return too_long + wrong


def _is_taken(summary: str, article: str) -> bool:
    text = _single_spaced(article)
    return all(sentence in text for sentence in sentences(summary))


def _other_language(article: str, summary: str) -> Iterator[str]:
    """Yield the language of the summary where it surely is another than the article's."""
    if min(word_count(article), word_count(summary)) >= SURE_WORDS:
        (expected, sure), (found, surely) = _language(article), _language(summary)
        if expected != found and min(sure, surely) >= SURE:
            yield f"in the language {found}, the article in {expected}"


def _new_figures(article: str, summary: str) -> Iterator[str]:
    known = set(map(_plain, FIGURE.findall(article)))
    # "in 2024 300 people" is one run of digits and two figures
    known |= {part for figure in FIGURE.findall(article) for part in re.findall(r"\d+", figure)}
    for figure in dict.fromkeys(FIGURE.findall(summary)):
        if _plain(figure) not in known and not all(part in known for part in figure.split()):
            yield f"{figure}: a figure that is not in the article"


def _new_names(article: str, summary: str) -> Iterator[str]:
    known = {word[:STEM].lower() for word in re.findall(r"[^\W\d_]+", article)}
    for name in dict.fromkeys(CAPITALISED.findall(summary)):
        if name[0].isupper() and name[:STEM].lower() not in known:
            yield f"{name}: a name that is not in the article"


def _plain(figure: str) -> str:
    return THOUSANDS.sub("", figure)


def _single_spaced(text: str) -> str:
    return " ".join(text.replace("\0", " ").split())


_identifiers: list[LanguageIdentifier] = []


def _language(text: str) -> tuple[str, float]:
    """Return the language of *text* and how sure that is, from 0 to 1; the model is read when it is first asked."""
    if not _identifiers:
        _identifiers.append(LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True))
    language, sure = _identifiers[0].classify(text[:READ])
    return str(language), float(sure)
