"""The core: records of the news desk and sums over them, its settings and its store.

Importable by every part; nothing here knows Scrapy, Spark or Dagster.
"""
