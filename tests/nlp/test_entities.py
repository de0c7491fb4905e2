from __future__ import annotations

import pytest
from pyspark.sql import SparkSession

from stockpress.article import Article
from stockpress.entity_tag import EntityTag, EntityTags
from stockpress_nlp.entities import tag
from stockpress_nlp.model import packaged_entity_model
from stockpress_nlp.pieces import in_lines, pieces, plain
from tests.nlp.conftest import Write

TEXTS = {
    "aliases": (
        "Goldman Sachs profit climbs",
        "Goldman Sachs earned more in New York. Maria Lindqvist, an analyst at Harrow Pike, praised Goldman's traders."
        " Ms Lindqvist raised her target. Harrow had been cautious.",
    ),
    "not people": (
        "Around town",
        "The Bank of Canada's seat in Martin Street is near the John Muir Museum. Lily Miyazaki won; Miyazaki smiled"
        " in Miyazaki. The Warren Buffett-backed lender of Grace Nwosu's choice closed.",
    ),
    "possessives": ("Musk speaks", "Elon Musk's Tesla fell 3 per cent. L’Oréal’s sales and McDonald's rose in France."),
    "ordinary words": (
        "Retail prices rise",
        "Next week brings results. Visa requirements changed. Reading it, one sees a gap. The block was closed.",
    ),
    "ordinary words as names": (
        "Retail news",
        "Shares of Target rose in Minneapolis, and Visa said it agreed. Target will open shops. Next's sales fell.",
    ),
    "legal forms": ("Deals", "Tesla Inc. and Wells Fargo & Co. met Honda Motor. Deere & Co. did not."),
    "ambiguous": ("Drugs", "Merck gained 2 per cent in early trading."),
    "people": (
        "People in the news",
        "The judge, Rosa Klein, ruled for Mr Okafor. Chief executive Satya Nadella agreed with Treasury Secretary Janet"
        ' Yellen. "Good," said Lee Jae-yong of Samsung. Ursula von der Leyen left. Von der Leyen returned.',
    ),
    "organisations": (
        "Firms",
        "The consultancy Brightwater Ledger and the Ministry of Finance disagreed with Northgate Lane Capital."
        " The Reserve Bank of New Zealand waited; the Reserve Bank will decide.",
    ),
    "places": ("Places", "It sells in the U.S., the UK and Frankfurt. America and the United States matter most."),
    "web": ("Web", "See apple.com or @tesla or cars.com/ford for more."),
    "heading": ("Tim Cook Unveils New Apple Watch In London", "It was expected. Investors Cheer As Maria Klein Leaves"),
    "people of one name": (
        "Two of them",
        "Anna Berg leads Volvo. Berg took over in May. Nils Berg, a trader, sold. Berg gave no reason.",
    ),
    "points": ("Deals", "Shares of U.S. Steel rose. J.P. Morgan and St. Louis rose, too. In the U.S., Honda fell."),
    "emoji before": ("🚀🚀 up", "😀 Apple rose with Nvidia 🎉 in Tokyo."),
}


@pytest.fixture(scope="module")
def tagged(spark: SparkSession, write: Write) -> dict[str, tuple[Article, EntityTags]]:
    articles = [write(headline, body) for headline, body in TEXTS.values()]
    return dict(zip(TEXTS, zip(articles, tag(spark, articles), strict=True), strict=True))


Tagged = dict[str, tuple[Article, EntityTags]]


def text_of(article: Article) -> str:
    return f"{article.headline}\n\n{article.body}"


def mentions(tagged: Tagged, name: str) -> dict[tuple[str, str], list[str]]:
    """Return what was found in a text: (type, name) -> the mentions."""
    article, tags = tagged[name]
    text = text_of(article)
    return {(entity.type, entity.name): [text[start:end] for start, end in entity.spans] for entity in tags.entities}


def names(tagged: Tagged, name: str, type: str) -> set[str]:
    return {entity for kind, entity in mentions(tagged, name) if kind == type}


def symbols(tagged: Tagged, name: str) -> dict[str, str | None]:
    return {entity.name: entity.symbol for entity in tagged[name][1].entities}


def test_shorter_names_are_the_same_entity(tagged: Tagged):
    found = mentions(tagged, "aliases")
    assert found["organisation", "Goldman Sachs"] == ["Goldman Sachs", "Goldman Sachs", "Goldman"]
    assert found["person", "Maria Lindqvist"] == ["Maria Lindqvist", "Lindqvist"]
    assert found["organisation", "Harrow Pike"] == ["Harrow Pike", "Harrow"]
    assert found["place", "New York"] == ["New York"]


def test_streets_are_no_people_and_people_no_places(tagged: Tagged):
    assert mentions(tagged, "not people") == {
        ("organisation", "Bank of Canada"): ["Bank of Canada"],
        ("person", "Lily Miyazaki"): ["Lily Miyazaki", "Miyazaki"],
        ("place", "Martin Street"): ["Martin Street"],
        ("place", "John Muir Museum"): ["John Muir Museum"],
        ("place", "Miyazaki"): ["Miyazaki"],
        ("person", "Warren Buffett"): ["Warren Buffett"],
        ("person", "Grace Nwosu"): ["Grace Nwosu"],
    }


def test_a_possessive_is_not_part_of_a_name(tagged: Tagged):
    assert mentions(tagged, "possessives") == {
        ("person", "Elon Musk"): ["Musk", "Elon Musk"],
        ("organisation", "Tesla"): ["Tesla"],
        ("organisation", "L’Oréal"): ["L’Oréal"],
        ("organisation", "McDonald's"): ["McDonald's"],
        ("place", "France"): ["France"],
    }


def test_an_ordinary_word_is_no_company(tagged: Tagged):
    assert mentions(tagged, "ordinary words") == {}


def test_a_capital_inside_a_sentence_makes_an_ordinary_word_a_company(tagged: Tagged):
    assert symbols(tagged, "ordinary words as names") == {
        "Target": "TGT",
        "Minneapolis": None,
        "Visa": "V",
        "Next": "NXT.L",
    }
    assert mentions(tagged, "ordinary words as names")["organisation", "Target"] == ["Target", "Target"]


def test_the_legal_form_belongs_to_the_mention_and_not_to_the_name(tagged: Tagged):
    found = mentions(tagged, "legal forms")
    assert found["organisation", "Tesla"] == ["Tesla Inc."]
    assert found["organisation", "Wells Fargo"] == ["Wells Fargo & Co."]
    assert found["organisation", "Honda Motor"] == ["Honda Motor"]
    assert symbols(tagged, "legal forms") == {
        "Tesla": "TSLA",
        "Wells Fargo": "WFC",
        "Honda Motor": "7267.T",
        "Deere": "DE",
    }


def test_a_name_of_two_companies_has_no_symbol(tagged: Tagged):
    assert symbols(tagged, "ambiguous") == {"Merck": None}


def test_people_are_found_and_their_titles_are_not_part_of_the_name(tagged: Tagged):
    assert names(tagged, "people", "person") == {
        "Rosa Klein",
        "Okafor",
        "Satya Nadella",
        "Janet Yellen",
        "Lee Jae-yong",
        "Ursula von der Leyen",
    }


def test_organisations_that_nobody_knows_are_found(tagged: Tagged):
    assert names(tagged, "organisations", "organisation") == {
        "Brightwater Ledger",
        "Ministry of Finance",
        "Northgate Lane Capital",
        "Reserve Bank of New Zealand",
    }


def test_names_of_one_place_are_one_entity(tagged: Tagged):
    assert mentions(tagged, "places") == {
        ("place", "United States"): ["U.S.", "America", "United States"],
        ("place", "UK"): ["UK"],
        ("place", "Frankfurt"): ["Frankfurt"],
    }


def test_addresses_of_the_web_name_nobody(tagged: Tagged):
    assert names(tagged, "web", "organisation") == set()


def test_names_are_told_from_other_words_in_a_heading(tagged: Tagged):
    assert mentions(tagged, "heading") == {
        ("person", "Tim Cook"): ["Tim Cook"],
        ("misc", "Apple Watch"): ["Apple Watch"],
        ("place", "London"): ["London"],
        ("person", "Maria Klein"): ["Maria Klein"],
    }


def test_a_family_name_means_whoever_of_that_name_was_named_last(tagged: Tagged):
    found = mentions(tagged, "people of one name")
    assert found["person", "Anna Berg"] == ["Anna Berg", "Berg"]
    assert found["person", "Nils Berg"] == ["Nils Berg", "Berg"]


def test_spans_are_places_in_the_articles_own_text(tagged: Tagged):
    assert mentions(tagged, "emoji before") == {
        ("organisation", "Apple"): ["Apple"],
        ("organisation", "Nvidia"): ["Nvidia"],
        ("place", "Tokyo"): ["Tokyo"],
    }


def test_what_the_headline_names_is_the_most_prominent(tagged: Tagged):
    _, tags = tagged["aliases"]
    by_prominence = sorted(tags.entities, key=lambda entity: -(entity.prominence or 0))
    assert (by_prominence[0].name, by_prominence[0].prominence) == ("Goldman Sachs", 1.0)
    assert by_prominence[1].name == "Maria Lindqvist"


def test_an_entity_says_how_sure_the_model_was(tagged: Tagged):
    sure = {entity.name: entity.confidence for entity in tagged["emoji before"][1].entities}
    assert all(confidence is not None and 0.9 < confidence <= 1 for confidence in sure.values())


def test_entities_are_in_the_order_in_which_they_are_first_named(tagged: Tagged):
    for _, tags in tagged.values():
        firsts = [entity.spans[0] for entity in tags.entities]
        assert firsts == sorted(firsts)


def test_every_article_gets_its_own_tags(spark: SparkSession, stories: list[Article]):
    tags = tag(spark, stories)
    model = packaged_entity_model()
    assert [each.url for each in tags] == [story.url for story in stories]
    assert [each.content_hash for each in tags] == [story.content_hash for story in stories]
    assert {(each.source, each.year, each.model, each.model_version) for each in tags} == {
        ("paper", 2024, model.name, model.version)
    }
    for story, each in zip(stories, tags, strict=True):
        assert_spans_are_mentions(text_of(story), each.entities)
    assert sum("organisation" in {entity.type for entity in each.entities} for each in tags) == len(stories)
    assert sum("person" in {entity.type for entity in each.entities} for each in tags) > 35


def assert_spans_are_mentions(text: str, entities: tuple[EntityTag, ...]) -> None:
    taken: set[int] = set()
    for entity in entities:
        assert entity.name in text
        for start, end in entity.spans:
            mention = text[start:end]
            assert mention == mention.strip() != ""
            assert text[start - 1 : start].isalnum() is False
            assert text[end : end + 1].isalnum() is False
            assert not taken & set(range(start, end)), f"{mention} lies over another mention"
            taken |= set(range(start, end))


def test_nothing_is_tagged_of_no_articles(spark: SparkSession):
    assert tag(spark, []) == []


def test_strange_articles_are_tagged_too(spark: SparkSession, strange: dict[str, Article]):
    tags = dict(zip(strange, tag(spark, list(strange.values())), strict=True))
    for name, each in tags.items():
        assert_spans_are_mentions(text_of(strange[name]), each.entities)
    assert {entity.name for entity in tags["emoji"].entities} == {"Apple", "Tokyo", "Tim Cook"}
    assert {entity.name for entity in tags["lone marks"].entities} == {"Apple"}


def test_the_points_of_a_name_end_no_sentence(tagged: Tagged):
    assert {"U.S. Steel", "J.P. Morgan", "U.S.", "Honda"} <= symbols(tagged, "points").keys()


def test_an_endless_article_is_tagged_to_its_end(spark: SparkSession, endless: Article):
    (tags,) = tag(spark, [endless])
    assert_spans_are_mentions(text_of(endless), tags.entities)
    assert max(end for entity in tags.entities for _, end in entity.spans) > len(endless.body) - 2000


def test_a_text_is_parted_without_losing_a_character():
    text = plain("One sentence. " * 3000 + "x" * 20_000 + "\n\n" + "Another. " * 10)
    assert "".join(piece for _, piece in pieces(text)) == text
    assert all(text.startswith(piece, offset) for offset, piece in pieces(text))
    assert max(len(piece) for _, piece in pieces(text)) <= 8000


def test_each_sentence_is_a_line_and_nothing_moves():
    text = "U.S. Steel rose.  It fell. \n\n J.P. Morgan: “One. Two.” Three.End \n"
    assert in_lines(text) == "U.S. Steel rose. \nIt fell.\n\n\n J.P. Morgan: “One. Two.”\nThree.End\n\n"


@pytest.mark.parametrize("text", ["a\u00a0b", "it’s", "a\0b", "a🚀b", "\U0001f1eb\U0001f1f7"])
def test_plain_text_has_the_length_of_the_text(text: str):
    assert len(plain(text)) == len(text)
    assert len(plain(text).encode("utf-16-le")) == 2 * len(text)
