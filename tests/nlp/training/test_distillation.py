from pathlib import Path
from random import Random

import pytest

from stockpress_nlp.training.labelled import LABELS
from stockpress_nlp.training.news_lines import read_line

torch = pytest.importorskip("torch", reason="torch: not in this environment; `uv sync --group train`")
pytestmark = pytest.mark.filterwarnings("ignore")

LETTERS = "abcdefghijklmnopqrstuvwxyz"
UNCASED = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *LETTERS, *(f"##{x}" for x in LETTERS), "."]
SIZE = {
    "hidden_size": 24,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 48,
    "max_position_embeddings": 512,
}


@pytest.fixture(scope="module")
def mpnet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An MPNet of the right shape with random weights, whose pieces have other numbers and its own marks."""
    from transformers import MPNetConfig, MPNetModel  # pyright: ignore[reportMissingImports]

    torch.manual_seed(1)
    folder = tmp_path_factory.mktemp("mpnet")
    own = ["<s>", "<pad>", "</s>", *UNCASED[1:2], *UNCASED[5:], "<mask>"]
    MPNetModel(MPNetConfig(vocab_size=len(own), pad_token_id=1, **SIZE)).save_pretrained(folder)
    (folder / "vocab.txt").write_text("\n".join(own), encoding="utf-8")
    return folder


def test_a_teacher_has_the_vectors_of_its_own_pieces_and_comes_back_from_its_file(tmp_path: Path, mpnet: Path):
    from stockpress_nlp.training.first_weights import load_teacher

    teacher = load_teacher(mpnet, UNCASED, seed=1)
    own = (mpnet / "vocab.txt").read_text(encoding="utf-8").split("\n")
    from transformers import MPNetModel  # pyright: ignore[reportMissingImports]

    theirs = MPNetModel.from_pretrained(mpnet).embeddings.word_embeddings.weight
    ours = teacher.bert.base_model.embeddings.word_embeddings.weight
    for piece, known in (("k", "k"), ("[CLS]", "<s>"), ("[PAD]", "<pad>")):
        assert torch.equal(ours[UNCASED.index(piece)], theirs[own.index(known)])

    teacher.write(tmp_path / "teacher.pt")
    another = load_teacher(mpnet, UNCASED, seed=2)
    another.read(tmp_path / "teacher.pt")
    assert torch.equal(another.bert.classifier.weight, teacher.bert.classifier.weight)


def test_a_teacher_speaks_of_the_first_piece_of_each_word_of_lessons_and_texts(mpnet: Path):
    from stockpress_nlp.training.case_vocabulary import with_cases
    from stockpress_nlp.training.distilled_lessons import distilled_round
    from stockpress_nlp.training.encoding import NO_LABEL
    from stockpress_nlp.training.first_weights import load_teacher

    lesson = read_line("[ORG Acme] pays [PER Ada].")
    texts = ["Bo bought a mill in Ulm.", "x y z"]
    vocabulary = with_cases(UNCASED)
    teacher = load_teacher(mpnet, UNCASED, seed=1)
    torch.nn.init.zeros_(teacher.bert.classifier.weight)
    # so that it takes every word for a person
    teacher.bert.classifier.bias.data = torch.tensor([0.1 + (label == "B-PER") for label in LABELS])
    round_ = distilled_round(
        teacher, vocabulary, [(lesson, lambda each, _: each)], texts, lambda each, _: each, lambda _: None
    )
    gold, first, second = round_(1, Random(1))
    assert gold.said is not None
    assert [bool(row.any()) for row in gold.said] == [label != NO_LABEL for label in gold.labels]
    for silver, words in ((first, 7), (second, 3)):
        assert set(silver.labels) == {NO_LABEL}
        assert silver.said is not None
        assert silver.said.any(-1).sum() == words


def test_a_student_is_as_far_from_its_teacher_as_their_labels_are():
    from stockpress_nlp.training.distillation import loss
    from stockpress_nlp.training.encoding import NO_LABEL

    said = torch.zeros(1, 3, len(LABELS))
    said[0, 1, 0] = 4.0
    nothing = torch.full((1, 3), NO_LABEL)
    assert loss(said.clone(), nothing, said).item() == pytest.approx(0, abs=1e-6)
    assert loss(said.roll(1, -1), nothing, said) > 1
    labels = nothing.clone()
    labels[0, 1] = 2
    # people who say otherwise than the teacher pull too
    assert loss(said.clone(), labels, said) > 1


def test_a_word_that_may_be_misc_costs_nothing_as_either_and_more_as_another():
    from stockpress_nlp.training.distillation import loss
    from stockpress_nlp.training.encoding import encode
    from stockpress_nlp.training.labelled import Labelled
    from stockpress_nlp.training.pieces import Pieces

    open_ = encode(Labelled("a b", (), misc_marked=False), Pieces(UNCASED)).labels
    marked = encode(Labelled("a b", ()), Pieces(UNCASED)).labels

    def costs(label: str, labels: list[int]) -> float:
        logits = torch.zeros(1, len(labels), len(LABELS))
        logits[..., LABELS.index(label)] = 20
        return loss(logits, torch.tensor([labels]), torch.zeros_like(logits)).item()

    assert [costs(label, open_) < 0.01 for label in ("O", "B-MISC", "B-ORG")] == [True, True, False]
    assert [costs(label, marked) < 0.01 for label in ("O", "B-MISC", "B-ORG")] == [True, False, False]
