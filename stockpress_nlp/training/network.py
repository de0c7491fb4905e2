"""An encoder as a tagger whose word pieces have a case, and the plain BERT that MiniLM becomes in the end.

While it learns, a piece's vector is that of the uncased piece plus what its case adds: one vector and one matrix for
each case, learned on all words alike. The rows of the cased vocabulary are worked out from these when it is done.
torch is imported where it is used: the graph's images do not have it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from stockpress_nlp.training.case_vocabulary import CASES, CaseVocabulary
from stockpress_nlp.training.labelled import LABELS

if TYPE_CHECKING:
    from torch import Tensor  # pyright: ignore[reportMissingImports]
    from transformers import (  # pyright: ignore[reportMissingImports]
        BertForTokenClassification,
        MPNetForTokenClassification,
    )


@dataclass(frozen=True, slots=True)
class Tagger:
    """The network that learns: an uncased encoder with a head for labels, and what a case adds to a piece's vector."""

    bert: BertForTokenClassification | MPNetForTokenClassification
    case_vectors: Tensor
    case_matrices: Tensor

    def logits(self, origins: Tensor, cases: Tensor, mask: Tensor) -> Tensor:
        """Return label logits of (sentences, pieces, labels) for pieces without case and their cases."""
        vectors = self.cased(self.bert.base_model.embeddings.word_embeddings(origins), cases)
        return self.bert(inputs_embeds=vectors, attention_mask=mask.long()).logits

    def cased(self, vectors: Tensor, cases: Tensor) -> Tensor:
        """Return *vectors* of pieces with what their case adds."""
        added = vectors * 0
        for case in range(CASES):
            chosen = (cases == case).unsqueeze(-1)
            added = added + chosen * (vectors @ self.case_matrices[case] + self.case_vectors[case])
        return vectors + added

    def body(self) -> list[list[Tensor]]:
        """Return the parameters that come trained, the lowest layer's first, without the vectors of pieces.

        These stay as they are: rows that the labelled sentences never show would else fall out of step with others.
        """
        encoder = self.bert.base_model.encoder
        layers = [list(layer.parameters()) for layer in encoder.layer]
        known = {id(each) for layer in layers for each in layer}
        known.add(id(self.bert.base_model.embeddings.word_embeddings.weight))
        return [[each for each in self.bert.base_model.parameters() if id(each) not in known], *layers]

    def fresh(self) -> list[Tensor]:
        """Return the parameters that start from nothing."""
        return [self.case_vectors, self.case_matrices, *self.bert.classifier.parameters()]

    def write(self, path: Path) -> None:
        """Write what was learned to *path*."""
        import torch  # pyright: ignore[reportMissingImports]

        torch.save(
            {"net": self.bert.state_dict(), "v": self.case_vectors.detach(), "m": self.case_matrices.detach()}, path
        )

    def read(self, path: Path) -> None:
        """Take what a tagger of the same shape has learned from *path*."""
        import torch  # pyright: ignore[reportMissingImports]

        state = torch.load(path, weights_only=True)
        self.bert.load_state_dict(state["net"])
        with torch.no_grad():
            self.case_vectors.copy_(state["v"])
            self.case_matrices.copy_(state["m"])
        self.bert.eval()


def averaged(taggers: Sequence[Tagger]) -> Tagger:
    """Return the tagger whose parameters are the means of those of *taggers*, which learned from the same start.

    Such a mean is steadier than each of them and no slower: Wortsman et al., "Model soups" (ICML 2022).
    """
    import torch  # pyright: ignore[reportMissingImports]

    first = taggers[0]
    states = [tagger.bert.state_dict() for tagger in taggers]
    with torch.no_grad():
        first.bert.load_state_dict({name: _mean([state[name] for state in states]) for name in states[0]})
        vectors = _mean([tagger.case_vectors for tagger in taggers])
        matrices = _mean([tagger.case_matrices for tagger in taggers])
    return Tagger(first.bert, vectors, matrices)


def _mean(values: Sequence[Tensor]) -> Tensor:
    import torch  # pyright: ignore[reportMissingImports]

    return torch.stack(list(values)).mean(0) if values[0].is_floating_point() else values[0]


def plain_bert(tagger: Tagger, vocabulary: CaseVocabulary) -> BertForTokenClassification:
    """Return the cased BERT that *tagger* has become, with a row for each piece of *vocabulary*."""
    import torch  # pyright: ignore[reportMissingImports]
    from transformers import BertConfig, BertForTokenClassification  # pyright: ignore[reportMissingImports]

    config = BertConfig.from_dict(tagger.bert.config.to_dict())
    config.vocab_size = len(vocabulary.pieces)
    config.id2label = dict(enumerate(LABELS))
    config.label2id = {label: number for number, label in enumerate(LABELS)}
    config._attn_implementation = "eager"
    with torch.no_grad():
        uncased = tagger.bert.bert.embeddings.word_embeddings.weight[torch.tensor(vocabulary.origins)]
        rows = tagger.cased(uncased, torch.tensor(vocabulary.cases))
    bert = BertForTokenClassification(config)
    bert.load_state_dict(tagger.bert.state_dict() | {"bert.embeddings.word_embeddings.weight": rows})
    return bert.eval()
