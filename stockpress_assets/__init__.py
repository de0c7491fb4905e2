"""The graph: every step of the desk as a Dagster asset. The only part that imports dagster.

What a step does lives in stockpress_spiders and stockpress_nlp; here it is started, partitioned, checked and shown.
"""

import warnings

import dagster as dg

# Backfill policies and multi-partition mappings are "beta" in the Dagster that pyproject.toml pins; tests hold them.
warnings.filterwarnings("ignore", category=dg.BetaWarning)
