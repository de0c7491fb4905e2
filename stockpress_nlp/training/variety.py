"""The same sentence in other words and other capitals, so that the model learns the place of a name, not the name.

What is drawn comes from a ``random.Random`` of the caller.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

from stockpress_nlp.training.labelled import Labelled, Span

LOWERED, RAISED, TITLED = 0.06, 0.05, 0.06
SHARE = 0.5


def other_capitals(sentence: Labelled, random: Random) -> Labelled:
    """Return *sentence* as it is, or now and then in small letters, in CAPITALS or in Title Case."""
    draw = random.random()
    if draw < LOWERED:
        text = sentence.text.lower()
    elif draw < LOWERED + RAISED:
        text = sentence.text.upper()
    elif draw < LOWERED + RAISED + TITLED:
        text = " ".join(word[:1].upper() + word[1:] for word in sentence.text.split(" "))
    else:
        return sentence
    # a few letters change their length with their case
    return replace(sentence, text=text, words=()) if len(text) == len(sentence.text) else sentence


def exchanged(sentence: Labelled, names: Mapping[str, Sequence[str]], random: Random) -> Labelled:
    """Return *sentence* with about half of its names exchanged for others of their type, if any; equal ones alike."""
    drawn: dict[str, str] = {}
    text, spans, last = "", [], 0
    for span in sentence.spans:
        name = sentence.text[span.start : span.end]
        if name not in drawn:
            kept = random.random() > SHARE or name.isupper() or span.type not in names
            drawn[name] = name if kept else random.choice(names[span.type])
        text += sentence.text[last : span.start]
        spans.append(Span(len(text), len(text) + len(drawn[name]), span.type))
        text, last = text + drawn[name], span.end
    return Labelled(text + sentence.text[last:], tuple(spans), misc_marked=sentence.misc_marked)
