from random import Random

from stockpress_nlp.training.news_lines import market_news, read_line
from stockpress_nlp.training.other_names import other_names
from stockpress_nlp.training.variety import exchanged, other_capitals

NAMES = {"PER": ["Ada Lovelace"], "ORG": ["Acme & Co."], "LOC": ["Ulm"]}


def test_names_are_exchanged_and_their_places_follow():
    sentence = read_line("[ORG Apple]'s [PER Tim Cook] flew to [LOC China]. [ORG Apple] paid.")
    seen = set()
    for seed in range(40):
        made = exchanged(sentence, NAMES, Random(seed))
        found = [made.text[span.start : span.end] for span in made.spans]
        assert found[0] == found[3]
        assert [span.type for span in made.spans] == ["ORG", "PER", "LOC", "ORG"]
        seen |= set(found)
    assert {"Acme & Co.", "Apple", "Ada Lovelace", "Tim Cook", "Ulm", "China"} == seen


def test_other_capitals_keep_the_places_of_names():
    sentence = read_line("Shares of [ORG Straße AG] rose in [LOC Zug].")
    texts = {other_capitals(sentence, Random(seed)).text for seed in range(200)}
    assert "shares of straße ag rose in zug." in texts
    assert "Shares Of Straße AG Rose In Zug." in texts
    # ß has no capital of one letter
    assert len(texts) == 3


def test_no_name_of_the_test_sentences_is_drawn_in_training():
    held_out = {s.text[p.start : p.end] for s in market_news("test") for p in s.spans if p.type == "ORG"}
    drawn = other_names(Random(1), held_out)
    assert len(drawn["ORG"]) > 1000
    assert not held_out & set(drawn["ORG"])
    assert {"Germany", "Texas"} <= set(drawn["LOC"])
    assert all(len(names) > 500 for names in drawn.values())
