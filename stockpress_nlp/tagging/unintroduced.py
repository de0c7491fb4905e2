"""Who is named once, by one word: people are introduced with two, companies often are not. Pure.

In an article that gives people their full names, "Vontobel called it a bluff" speaks of a company where a model is not
quite sure that it is a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from stockpress_nlp.tagging.mentions import Mention
from stockpress_nlp.tagging.reading import Reading

# how probable an organisation is to the model; chosen on 57 articles written for it, read on 116 pages
DOUBT = 0.15


def as_companies(reading: Reading, mentions: Sequence[Mention]) -> list[Mention]:
    """Return *mentions*, people that nobody introduced as organisations where the model was in doubt."""
    named = [reading.text[mention.start : mention.end] for mention in mentions]
    full = {name for name, mention in zip(named, mentions, strict=True) if mention.type == "person" and " " in name}
    introduced = {word.casefold() for name in full for word in name.split()}
    times = Counter(named)
    return [
        _as_company(reading, mention, name)
        if introduced
        and times[name] == 1
        and name.casefold() not in introduced
        and _is_doubtful(reading, mention, name)
        else mention
        for name, mention in zip(named, mentions, strict=True)
    ]


def _is_doubtful(reading: Reading, mention: Mention, name: str) -> bool:
    return (
        mention.type == "person"
        and " " not in name
        and reading.probability(mention.start, "organisation") >= DOUBT
        and not reading.follows_role(mention.start)
    )


def _as_company(reading: Reading, mention: Mention, name: str) -> Mention:
    sure = reading.probability(mention.start, "organisation")
    return replace(mention, type="organisation", key=f"organisation {name.casefold()}", confidence=sure)
