"""What a student reads when it has a teacher: the labelled lessons and texts without labels, with the teacher's word.

The teacher is asked before the student begins, a few drawings of each sentence, which the rounds read in turn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from stockpress_nlp.training.case_vocabulary import CaseVocabulary
from stockpress_nlp.training.distillation import ask, named, unlabelled
from stockpress_nlp.training.encoding import Encoded
from stockpress_nlp.training.labelled import Labelled
from stockpress_nlp.training.learning import Round
from stockpress_nlp.training.lessons import Lesson, Varied, drawn
from stockpress_nlp.training.network import Tagger

SEED = 5
GOLD_DRAWINGS = 3
# of texts in which the teacher finds no name
NAMELESS_SHARE = 0.3


def distilled_round(
    teacher: Tagger,
    vocabulary: CaseVocabulary,
    lessons: Sequence[Lesson],
    texts: Sequence[str],
    vary: Varied,
    say: Callable[[str], None],
) -> Round:
    """Return what the student reads in each round: every lesson and every text that was kept, once."""
    random = Random(SEED)
    gold = [ask(teacher, vocabulary, drawn(lessons, random), say) for _ in range(GOLD_DRAWINGS)]
    silver = _silver(teacher, vocabulary, texts, vary, random, say)
    say(f"{len(lessons)} lessons and {len(silver[0])} texts a round")
    return lambda number, _: [*gold[number % len(gold)], *silver[number % len(silver)]]


def _silver(
    teacher: Tagger,
    vocabulary: CaseVocabulary,
    texts: Sequence[str],
    vary: Varied,
    random: Random,
    say: Callable[[str], None],
) -> tuple[list[Encoded], list[Encoded]]:
    """Return the texts as they are, and with other names and capitals."""
    plain = ask(teacher, vocabulary, [Labelled(text, ()) for text in texts], say)
    found = [(named(text, sentence), sentence) for text, sentence in zip(texts, plain, strict=True)]
    kept = [pair for pair in found if pair[0].spans or random.random() < NAMELESS_SHARE]
    varied = ask(teacher, vocabulary, [vary(sentence, random) for sentence, _ in kept], say)
    return [unlabelled(sentence) for _, sentence in kept], [unlabelled(sentence) for sentence in varied]
