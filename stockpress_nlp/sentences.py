"""Where the sentences of an article begin and end, and how long a text is. Nothing is scored here."""

from __future__ import annotations

import re

from sentencex import segment  # pyright: ignore[reportAttributeAccessIssue]: it is compiled

WORD = re.compile(r"\w+(?:['’.,&-]\w+)*")
# kana and Han are written without spaces, about two characters a word
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Lt|Col|Capt|Sgt|Rev|Hon|St|Messrs)\.$")
LINE_ENDS = re.compile(r"[\r\n\x0b\x0c\x85\u2028\u2029]+")
# a quotation mark that is never closed must not swallow the paragraph
LONGEST_QUOTATION = 600


def sentences(body: str, language: str | None = None) -> list[str]:
    """Return the sentences of *body* in order, white space made single; a quotation is never cut."""
    return [sentence for paragraph in paragraphs(body, language) for sentence in paragraph]


def paragraphs(body: str, language: str | None = None) -> list[list[str]]:
    """Return the paragraphs of *body* in order, each as its sentences; never an empty one."""
    found = (cut(line, language) for line in LINE_ENDS.split(body.replace("\0", " ")))
    return [tidy for parts in found if (tidy := [" ".join(part.split()) for part in parts if part.strip()])]


def cut(line: str, language: str | None = None) -> list[str]:
    """Return *line* cut into its sentences, each with the white space after it; none begins inside a quotation."""
    code = re.split("[-_]", language or "en")[0].lower() or "en"
    joined = list[str]()
    # segment() panics at an initial before white space of more than one byte
    for part in segment(code, re.sub(r"\s", " ", line)):
        before = " ".join(joined[-1].split()) if joined else ""
        if joined and (not part.strip() or _open_quotation(before) or _abbreviated(before, part.lstrip())):
            joined[-1] += part
        else:
            joined.append(part)
    return joined


def word_count(text: str) -> int:
    """Return the number of words; two characters of a script without spaces count as one."""
    unspaced = len(UNSPACED.findall(text))
    return len(WORD.findall(UNSPACED.sub(" ", text))) + (unspaced + 1) // 2


def _open_quotation(text: str) -> bool:
    """Say whether a quotation that begins in *text* does not end in it."""
    if len(text) > LONGEST_QUOTATION:
        return False
    return text.count("“") > text.count("”") or text.count('"') % 2 == 1


def _abbreviated(text: str, following: str) -> bool:
    """Say whether the point that ends *text* ends no sentence.

    It is that of an abbreviation or of a number: ``Lauder Cos. gained``, ``Ms. Lee``, ``Japan-U.S.``, ``34. hafta``; or
    that of a share's symbol which stood in brackets: ``the Nasdaq Composite . IXIC added``.
    """
    if TITLE.search(text) or (text.endswith(" .") and re.match(r"[A-Z\d]{2,}\b", following)):
        return True
    if re.search(r"-[A-Z]\.$", text) and re.match(r"[A-Z]\.", following):
        return True
    return re.search(r"\b(?:[A-Z]\w{0,5}|\d+)\.$", text) is not None and re.match(r"[a-z]+\b", following) is not None
