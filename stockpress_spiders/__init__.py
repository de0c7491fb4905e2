"""The crawler: a Scrapy project that also runs alone, and the sources it knows. Nothing here knows Dagster's graph.

``python -m stockpress_spiders SOURCE YEAR`` crawls one partition. source, sources, news and vault load without scrapy.
"""
