"""What makes a sentence unfit to stand in a summary, as far as its wording tells. What a flaw costs is not said here.

A sentence leans where it can be understood only after the one before, and is vague where it speaks of "the company"
and needs any that comes before. English alone is known here; other languages have the flaws that marks and digits show.
"""

from __future__ import annotations

import re

from stockpress_nlp.wordlists import lines, words

PERSON = re.compile(r"\b(?:he|she|his|hers?|him)\b", re.IGNORECASE)
OPENING_MARKS = "\"“«'‘„»"
QUOTED = re.compile(r"“[^”]*[”]?|\"[^\"]*\"?|«[^»]*»?|„[^“”]*[“”]?")
SENTENCE_END = re.compile(r"(?<!\.\.)[.!?。！？؟।][\"'”’“‘»«)\]]*$")
# an address, a handle or a button never belongs to a story's sentence that can be spared
PAGE_MARKS = re.compile(r"https?:|www\.|pic\.twitter|(?<!\w)@\w{3}|\bclick here\b|\bnewsletters?\b", re.IGNORECASE)
REFUSAL = re.compile(
    r"\bdeclined to (?:comment|elaborate)|(?:\bnot|n['’]t)\b[\w ]{0,40} (?:respond|reply|return)\b|\bno comment\b"
    r"|\brequests? for comment|\bnot be reached",
    re.IGNORECASE,
)
WRITER = re.compile(r"\b(?:I|I['’]m|[Mm]y|me|[Ww]e|[Oo]ur)\b")
# "Jane Doe: possession of drugs", "DEAR ABBY: My husband"
LABEL = re.compile(r"(?:[A-Z][\w.'’-]*\s){0,3}[A-Z][\w.'’-]*:\s")
NAMED = re.compile(r"(?<=[\w,] )[A-Z]\w|^[A-Z]\w+ (?:said|says|told)")
READER = re.compile(r"\b(?:you|your|let['’]s)\b", re.IGNORECASE)
# "In the north, however, it rained"
TURN = re.compile(r"(?:\S+ ){1,6}(?:however|meanwhile|though|therefore|moreover),")
# of words; one of fewer says nothing by itself: "He agreed."
SHORTEST = 4


def belongs_to_page(text: str) -> bool:
    """Say whether the sentence belongs to the page and not to the story: a button, an invitation to sign up."""
    return text.lower().startswith(lines("furniture")) or PAGE_MARKS.search(text) is not None


def is_sentence(text: str, length: int) -> bool:
    """Say whether it is a sentence, and no heading, list number or rest of one."""
    return length >= SHORTEST and not is_unfinished(text) and not text[0].islower() and not _shouts(text)


def is_unfinished(text: str) -> bool:
    """Say whether no sign ends the sentence."""
    return SENTENCE_END.search(text) is None


def opens_with_quotation(text: str) -> bool:
    """Say whether the first sign opens or closes a quotation."""
    return text[0] in OPENING_MARKS


def leans(text: str) -> bool:
    """Say whether the sentence, by how it begins, can be understood only after the one before."""
    opening = " ".join(re.findall(r"\w+", text.lower())[:3]) + " "
    leaning = opening.startswith(tuple(f"{word} " for word in words("leaning_words")))
    return leaning or TURN.match(text) is not None or _lacks_person(text)


def flaws(text: str) -> frozenset[str]:
    """Return what else is wrong with the sentence, by name."""
    told = QUOTED.sub("", text)
    found = {
        "asks": told.rstrip().endswith("?"),
        "bare quotation": len(told) < 0.25 * len(text),
        "labelled": LABEL.match(text) is not None,
        "opens with quotation": opens_with_quotation(text),
        "refuses comment": REFUSAL.search(told) is not None,
        "speaks to the reader": READER.search(told) is not None,
        "speaks of the writer": WRITER.search(told) is not None,
        "vague": re.match(rf"(?:In |At |Of )?[Tt]he (?:{'|'.join(words('vague_subjects'))})\b", text) is not None,
    }
    return frozenset(name for name, wrong in found.items() if wrong)


def _lacks_person(text: str) -> bool:
    """Say whether "he" stands early and nobody is named before: in "Clark said he", somebody is."""
    start = " ".join(text.split()[:10])
    pronoun = PERSON.search(start)
    return pronoun is not None and NAMED.search(start[: pronoun.start()]) is None


def _shouts(text: str) -> bool:
    """Say whether nearly all letters are capitals, as in links to other stories: ``WATCH THE SHOW``."""
    letters = [sign for sign in text if sign.isalpha() and sign.lower() != sign.upper()]
    return len(letters) > 8 and sum(map(str.isupper, letters)) > 0.7 * len(letters)
