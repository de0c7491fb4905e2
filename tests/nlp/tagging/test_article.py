"""What is made of a model's labels, without a model: each text says itself what the labels are."""

from __future__ import annotations

import re

from stockpress_nlp.tagging.article import entities
from stockpress_nlp.tagging.gazetteer import load_gazetteer
from stockpress_nlp.tagging.labels import PartLabel
from stockpress_nlp.tagging.reading import Reading

# [PER/ORG Lurian]: a person to the model, an organisation perhaps
MARKED = re.compile(r"\[(PER|ORG|LOC|MISC)(?:/(PER|ORG|LOC))? (.*?)\]")


def tagged(marked: str, known: str | None = None) -> dict[tuple[str, str], list[str]]:
    """Return (type, name) -> mentions of a text in which a model's names stand as [ORG Apple]."""
    text, labels, at = "", {}, 0
    for match in MARKED.finditer(marked):
        text += marked[at : match.start()]
        shares = {match[1]: 0.7, match[2]: 0.2} if match[2] else {match[1]: 0.9}
        for number, part in enumerate(re.finditer(r"\w+|[^\w\s]", match[3])):
            label = f"{'I' if number else 'B'}-{match[1]}"
            labels[len(text) + part.start()] = PartLabel(label, shares)
        text, at = text + match[3], match.end()
    text += marked[at:]
    sentences = [match.span() for match in re.finditer(r"[^\n]+", text)]
    places = [match.span() for match in re.finditer(re.escape(known), text)] if known else []
    found = entities(Reading(text, 0, sentences, places, labels), load_gazetteer())
    return {(each.type, each.name): [text[start:end] for start, end in each.spans] for each in found}


EDITED = "\nBoth Ada, Bea and Cyd, of Rome, agreed."


def test_one_name_is_of_one_type():
    found = tagged("[ORG Zubrin] rose.\n[ORG Zubrin] fell.\nMoney went into [LOC Zubrin].")
    assert found == {("organisation", "Zubrin"): ["Zubrin", "Zubrin", "Zubrin"]}


def test_a_known_place_may_be_a_person_too():
    found = tagged("[PER Miyazaki] won.\n[PER Miyazaki] smiled in [LOC Miyazaki].")
    assert set(found) == {("person", "Miyazaki"), ("place", "Miyazaki")}


def test_an_abbreviation_in_parentheses_is_the_name_before_it():
    found = tagged("The [ORG Lurian Tax Service] ([ORG Luts]) waits. [LOC Luts] will act.")
    assert found == {("organisation", "Lurian Tax Service"): ["Lurian Tax Service", "Luts", "Luts"]}


def test_an_abbreviation_of_ordinary_words_names_nobody():
    assert tagged("A condition, hypersensitive pneumonitis, or HP, is rare. [ORG HP] is treatable.") == {}


def test_a_given_name_means_the_one_person_who_has_it():
    found = tagged("[PER Donna Kelce] sang.\n[PER Travis Kelce] ran.\n[PER Donna] left with [PER Travis].")
    assert found == {
        ("person", "Donna Kelce"): ["Donna Kelce", "Donna"],
        ("person", "Travis Kelce"): ["Travis Kelce", "Travis"],
    }


def test_a_name_of_several_words_is_whole_everywhere():
    found = tagged(
        "[ORG Zubrin Border Office] paid.\nThe [ORG Zubrin] and [ORG Lurian] asked the Zubrin [ORG Border Office]."
    )
    assert found["organisation", "Zubrin Border Office"] == ["Zubrin Border Office", "Zubrin", "Zubrin Border Office"]


def test_capitals_are_another_spelling():
    found = tagged("[LOC KATHMANDU] - It rained in [LOC Kathmandu].\n[ORG HOME DEPOT INC] and [ORG Home Depot] rose.")
    assert found == {
        ("place", "Kathmandu"): ["KATHMANDU", "Kathmandu"],
        ("organisation", "Home Depot"): ["HOME DEPOT INC", "Home Depot"],
    }


def test_the_article_belongs_to_a_name_that_has_it_inside_a_sentence():
    assert tagged("He told The [ORG Zubrin Desk] so.") == {("organisation", "The Zubrin Desk"): ["The Zubrin Desk"]}


def test_states_are_places_after_a_politician():
    found = tagged(f"Sen. [PER Ann Murphy] ([PER D.], [PER Conn.]) spoke.{EDITED}")
    assert found == {("person", "Ann Murphy"): ["Ann Murphy"], ("place", "Conn."): ["Conn."]}


def test_two_places_joined_are_two():
    assert tagged("A [LOC US-China] deal.") == {("place", "US"): ["US"], ("place", "China"): ["China"]}


def test_names_that_a_model_cut_in_two_are_one():
    found = tagged("[PER Will] [PER Moy] spoke in [LOC THE] [LOC HAGUE].")
    assert found == {("person", "Will Moy"): ["Will Moy"], ("place", "THE HAGUE"): ["THE HAGUE"]}


def test_a_city_is_not_the_newspaper_of_its_name():
    found = tagged("The [ORG Pittsburgh Post-Gazette] wrote.\n[ORG Pittsburgh] lost.")
    assert found["organisation", "Pittsburgh Post-Gazette"] == ["Pittsburgh Post-Gazette"]


def test_an_ordinary_word_that_governs_another_is_no_company():
    assert tagged("[ORG Reliance] on workers from abroad has grown.") == {}


def test_a_listed_company_of_several_words_is_no_person_unless_it_is_called_one():
    assert set(tagged(f"[PER Eli Lilly] fell.{EDITED}", "Eli Lilly")) == {("organisation", "Eli Lilly")}
    assert set(tagged(f"Mr [PER Eli Lilly] fell.{EDITED}", "Eli Lilly")) == {("person", "Eli Lilly")}


def test_a_company_that_only_the_code_of_its_listing_names_is_named_by_that():
    assert tagged("$AAPL rose.") == {("organisation", "AAPL"): ["AAPL"]}
    assert tagged("[ORG AAPL] beat. [ORG Apple] rose.") == {("organisation", "Apple"): ["AAPL", "Apple"]}
    assert tagged("[ORG Apple] ([ORG NASDAQ]: [ORG AAPL]) rose, and so did [PER RR.L] today.") == {
        ("organisation", "Apple"): ["Apple"],
        ("organisation", "RR.L"): ["RR.L"],
    }


def test_the_place_of_a_dateline_is_a_place():
    found = tagged(
        "[ORG ZUBRINDORF], Nov 3 ([ORG Reuters]) - Sales rose.\n[ORG LURIAN] (LUR) and others - all of them."
    )
    assert set(found) == {("place", "ZUBRINDORF"), ("organisation", "Reuters"), ("organisation", "LURIAN")}
    found = tagged("[ORG KATHMANDU] ([ORG Reuters]) - It rained in [LOC Kathmandu].")
    assert found["place", "Kathmandu"] == ["KATHMANDU", "Kathmandu"]


def test_a_name_that_nobody_introduced_is_a_company_where_the_model_was_in_doubt():
    introduced = "[PER Ann Zubrin] paid.\n[PER Zubrin] said so.\n"
    assert set(tagged(f"{introduced}[PER/ORG Lurian] fell. [PER Deneb] fell. Mr [PER/ORG Altair] fell.")) == {
        ("person", "Ann Zubrin"),
        ("organisation", "Lurian"),
        ("person", "Deneb"),
        ("person", "Altair"),
    }
    assert set(tagged("[PER/ORG Lurian] fell.")) == {("person", "Lurian")}


def test_the_place_of_a_dateline_is_one_everywhere_though_an_organisation_begins_with_it():
    found = tagged(
        "[ORG Zubrin] to grow\n[LOC ZUBRIN], Ark. — The [ORG Zubrin Chamber] met in [ORG Zubrin]; it was late."
    )
    assert found == {
        ("place", "Zubrin"): ["Zubrin", "ZUBRIN", "Zubrin"],
        ("organisation", "Zubrin Chamber"): ["Zubrin Chamber"],
    }


def test_a_code_after_a_company_is_no_mention_where_it_is_no_abbreviation_and_is_not_said_again():
    assert tagged("[ORG Glauber] ([ORG GKOS]) rose.") == {("organisation", "Glauber"): ["Glauber"]}
    assert tagged("[ORG Zubrin Border Gold] (ASX: ZBG) rose.") == {
        ("organisation", "Zubrin Border Gold"): ["Zubrin Border Gold"]
    }
    found = tagged(
        "[ORG Glauber] ([ORG GKOS]) rose. [ORG GKOS] is cheap. The [ORG Zubrin Border Office] ([ORG ZBO]) slept."
    )
    assert found == {
        ("organisation", "Glauber"): ["Glauber", "GKOS", "GKOS"],
        ("organisation", "Zubrin Border Office"): ["Zubrin Border Office", "ZBO"],
    }


def test_two_words_are_the_company_whose_name_begins_with_them():
    found = tagged("[ORG Zubrin Ridge Gold] drills.\n[LOC Zubrin Ridge] and Mr [PER Zubrin Ridge] agree.")
    assert found["organisation", "Zubrin Ridge Gold"] == ["Zubrin Ridge Gold", "Zubrin Ridge"]
    assert ("person", "Zubrin Ridge") in found


def test_the_partners_of_a_firm_are_one_name():
    found = tagged("It hired [ORG Zubrin], [ORG Lurian & Moy], for [ORG Apple], [ORG Bea & Cyd].", known="Apple")
    assert {name for _, name in found} == {"Zubrin, Lurian & Moy", "Apple", "Bea & Cyd"}


def test_money_degrees_and_the_advice_of_analysts_are_no_names():
    text = "It paid [ORG SEK] 5 million. [PER Ada Moy], [ORG M.D.], said [ORG Lurian] was cut to [ORG Neutral]."
    assert set(tagged(text)) == {("person", "Ada Moy"), ("organisation", "Lurian")}


def test_what_a_model_takes_for_misc_is_misc_and_leaves_its_maker_alone():
    found = tagged("[ORG Toyota] sold a [MISC Corolla].\n[MISC Apple Watch] fell.", known="Apple")
    assert found == {
        ("organisation", "Toyota"): ["Toyota"],
        ("misc", "Corolla"): ["Corolla"],
        ("misc", "Apple Watch"): ["Apple Watch"],
    }


def test_the_nationality_at_the_head_of_an_institution_does_not_name_it():
    found = tagged("The [ORG Czech Border Office] met. Czech bonds fell.")
    assert found == {("organisation", "Czech Border Office"): ["Czech Border Office"]}


def test_a_known_maker_and_its_product_are_two():
    found = tagged("An [MISC Embraer E190-E2] landed. A [ORG Toyota Corolla] waits, an [MISC Apple Watch] ticks.")
    assert set(found) == {
        ("organisation", "Embraer"),
        ("misc", "E190-E2"),
        ("organisation", "Toyota"),
        ("misc", "Corolla"),
        ("misc", "Apple Watch"),
    }


def test_what_a_contract_calls_its_parties_names_nobody():
    assert tagged("The [ORG Servicer] pays the [PER Holder], and the [ORG Company] the [ORG Lender].") == {}


def test_a_family_is_people_though_its_company_has_the_name():
    found = tagged("[ORG Zubrin Works] rose. The [ORG Zubrin] family sold." + EDITED)
    assert found == {("organisation", "Zubrin Works"): ["Zubrin Works"], ("person", "Zubrin"): ["Zubrin"]}


def test_what_is_a_plant_or_a_mine_of_somebody_is_a_place():
    assert tagged("[ORG Lurian] shut its [MISC Zubrin] copper mine." + EDITED) == {
        ("organisation", "Lurian"): ["Lurian"],
        ("place", "Zubrin"): ["Zubrin"],
    }


def test_the_plant_of_a_company_of_the_article_is_named_after_it():
    found = tagged("[ORG Zubrin Works] hires at the [ORG Zubrin] plant." + EDITED)
    assert found == {("organisation", "Zubrin Works"): ["Zubrin Works", "Zubrin"]}


def test_a_brand_is_no_organisation():
    assert tagged("He sells soap under the [ORG Zubrin] brand." + EDITED) == {("misc", "Zubrin"): ["Zubrin"]}


def test_a_name_that_ends_as_laws_do_is_one():
    assert tagged("It breaks the [ORG Zubrin Lending Act]." + EDITED) == {
        ("misc", "Zubrin Lending Act"): ["Zubrin Lending Act"]
    }


def test_a_known_place_is_one_after_in():
    assert tagged("A bakery in [ORG Plano] closed." + EDITED) == {("place", "Plano"): ["Plano"]}


def test_a_region_is_a_place_where_the_model_was_in_doubt():
    assert tagged("The [ORG/LOC Inner Mongolia] grid is old." + EDITED) == {
        ("place", "Inner Mongolia"): ["Inner Mongolia"]
    }


def test_a_city_may_be_its_club():
    assert ("organisation", "Oklahoma City") in tagged("Few saw [ORG/LOC Oklahoma City] lose." + EDITED)


def test_a_finance_chief_is_a_person():
    assert tagged("Its [ORG CFO Rhonda Zubrin] left." + EDITED) == {("person", "Rhonda Zubrin"): ["Rhonda Zubrin"]}


def test_a_maker_and_the_number_of_its_model_are_two():
    found = tagged("The [ORG Kenworth T680] is a truck." + EDITED)
    assert found == {("organisation", "Kenworth"): ["Kenworth"], ("misc", "T680"): ["T680"]}


def test_a_company_and_its_country_are_two():
    found = tagged("It leased one to [ORG Mandarin Airlines of Taiwan]." + EDITED)
    assert found == {("organisation", "Mandarin Airlines"): ["Mandarin Airlines"], ("place", "Taiwan"): ["Taiwan"]}


def test_a_known_company_with_and_in_its_name_is_one():
    found = tagged("Jeans of [ORG Abercrombie and Fitch] sell." + EDITED)
    assert list(found.values()) == [["Abercrombie and Fitch"]]


def test_two_known_companies_are_two():
    found = tagged("Only [ORG Woodside Energy and Qantas Airways] rose." + EDITED)
    assert found == {
        ("organisation", "Woodside Energy"): ["Woodside Energy"],
        ("organisation", "Qantas Airways"): ["Qantas Airways"],
    }
