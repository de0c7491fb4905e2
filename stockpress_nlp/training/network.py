"""MiniLM as a tagger whose word pieces have a case, and the plain BERT that it becomes in the end.

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
    from transformers import BertForTokenClassification  # pyright: ignore[reportMissingImports]


@dataclass(frozen=True, slots=True)
class Tagger:
    """The network that learns: an uncased BERT with a head for labels, and what a case adds to a piece's vector."""

    bert: BertForTokenClassification
    case_vectors: Tensor
    case_matrices: Tensor

    def logits(self, origins: Tensor, cases: Tensor, mask: Tensor) -> Tensor:
        """Return label logits of (sentences, pieces, labels) for pieces without case and their cases."""
        vectors = self.cased(self.bert.bert.embeddings.word_embeddings(origins), cases)
        return self.bert(inputs_embeds=vectors, attention_mask=mask.long()).logits

    def cased(self, vectors: Tensor, cases: Tensor) -> Tensor:
        """Return *vectors* of pieces with what their case adds."""
        added = vectors * 0
        for case in range(CASES):
            chosen = (cases == case).unsqueeze(-1)
            added = added + chosen * (vectors @ self.case_matrices[case] + self.case_vectors[case])
        return vectors + added

    def body(self) -> list[Tensor]:
        """Return the parameters that come trained, without the vectors of pieces, which stay as they are.

        Rows that the labelled sentences never show would else fall out of step with those that they do.
        """
        fixed = self.bert.bert.embeddings.word_embeddings.weight
        return [each for each in self.bert.bert.parameters() if each is not fixed]

    def fresh(self) -> list[Tensor]:
        """Return the parameters that start from nothing."""
        return [self.case_vectors, self.case_matrices, *self.bert.classifier.parameters()]


def load_tagger(folder: Path, seed: int) -> Tagger:
    """Return a new tagger on the MiniLM of *folder* (config.json and model.safetensors); *seed* draws its head."""
    import torch  # pyright: ignore[reportMissingImports]
    from transformers import BertForTokenClassification  # pyright: ignore[reportMissingImports]

    torch.manual_seed(seed)
    bert = BertForTokenClassification.from_pretrained(folder, num_labels=len(LABELS), attn_implementation="eager")
    bert.bert.embeddings.word_embeddings.weight.requires_grad_(False)
    size = bert.config.hidden_size
    shapes = ((CASES, size), (CASES, size, size))
    return Tagger(bert, *(torch.zeros(shape, requires_grad=True) for shape in shapes))


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
