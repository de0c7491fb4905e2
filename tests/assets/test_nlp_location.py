"""Summaries and entity tags are made once for each text, and again only for a text that changed."""

from __future__ import annotations

import pytest

from stockpress.store import Store
from stockpress_spiders.sample_press.press import Press
from tests.assets.conftest import Graph, cell

Y2024, Y2025 = cell("sample_press", 2024), cell("sample_press", 2025)


@pytest.mark.parametrize("asset", ["summaries", "entity_tags"])
def test_each_article_is_read_once_and_only_a_changed_one_again(asset: str, graph: Graph, store: Store, press: Press):
    graph.materialise("articles", Y2024, Y2025)
    assert graph.materialise(asset, Y2024, Y2025).success
    articles = len(store.content_hashes("sample_press", 2024))
    assert graph.metadata(asset, Y2024)["made"] == articles

    assert graph.materialise(asset, Y2024, Y2025).success
    assert (graph.metadata(asset, Y2024)["made"], graph.metadata(asset, Y2024)["kept"]) == (0, articles)

    press.switchboard.change(
        next(story.slug for story in press.stories if story.published.year == 2024),
        "Nvidia bought a bakery in Berlin on Friday. The company said that bread was the future of its business."
        " Shares rose 3 per cent.",
    )
    graph.materialise("articles", Y2024)
    result = graph.materialise(asset, Y2024, Y2025)
    assert result.success
    assert graph.metadata(asset, Y2024)["made"] == 1
    assert graph.metadata(asset, Y2025)["made"] == 0
    checks = {evaluation.check_name: evaluation.passed for evaluation in result.get_asset_check_evaluations()}
    assert checks == {f"{asset}_complete": True, f"{asset}_plausible": True}


def test_a_partition_without_articles_is_made_of_nothing(graph: Graph):
    empty = cell("sample_press", 2001)
    assert graph.materialise("summaries", empty).success
    assert graph.metadata("summaries", empty)["articles"] == 0
