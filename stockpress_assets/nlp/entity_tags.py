"""The asset entity_tags."""

from collections.abc import Iterable

import dagster as dg

from stockpress_assets.deployment import Deployment
from stockpress_assets.nlp.follow import FOLLOW_ARTICLES
from stockpress_assets.nlp.made_assets import checks, make_partitions
from stockpress_assets.nlp.spark import DeskSpark
from stockpress_assets.partitions import grid
from stockpress_nlp.making import make_entity_tags


def build_entity_tags(sources: Iterable[str]) -> dg.AssetsDefinition:
    """Return the asset over *sources*."""

    @dg.asset(
        partitions_def=grid(sources),
        deps=["articles", "entity_model"],
        backfill_policy=dg.BackfillPolicy.single_run(),
        automation_condition=FOLLOW_ARTICLES,
        group_name="nlp",
        owners=["team:desk"],
        kinds={"spark", "sparknlp", "mongodb"},
        output_required=False,
        check_specs=checks("entity_tags"),
    )
    def entity_tags(context: dg.AssetExecutionContext, deployment: Deployment, spark: DeskSpark):
        """Who and what each article is about: people, organisations and places, with where they are named.

        Made with Spark NLP, and made again only where the article's text or the model has changed.
        """
        yield from make_partitions(context, deployment, spark, "entity_tags", "entity_model", make_entity_tags)

    return entity_tags
