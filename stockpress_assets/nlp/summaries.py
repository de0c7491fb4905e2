"""The asset summaries."""

from collections.abc import Iterable

import dagster as dg

from stockpress_assets.deployment import Deployment
from stockpress_assets.nlp.follow import FOLLOW_ARTICLES
from stockpress_assets.nlp.made_assets import checks, make_partitions
from stockpress_assets.nlp.spark import DeskSpark
from stockpress_assets.partitions import grid
from stockpress_nlp.making import make_summaries


def build_summaries(sources: Iterable[str]) -> dg.AssetsDefinition:
    """Return the asset over *sources*."""

    @dg.asset(
        partitions_def=grid(sources),
        deps=["articles", "summary_model"],
        backfill_policy=dg.BackfillPolicy.single_run(),
        automation_condition=FOLLOW_ARTICLES,
        group_name="nlp",
        owners=["team:desk"],
        kinds={"spark", "mongodb"},
        output_required=False,
        check_specs=checks("summaries"),
    )
    def summaries(context: dg.AssetExecutionContext, deployment: Deployment, spark: DeskSpark):
        """A summary of each article, in the article's own sentences.

        Made on Spark, and made again only where the article's text or the model has changed.
        """
        yield from make_partitions(context, deployment, spark, "summaries", "summary_model", make_summaries)

    return summaries
