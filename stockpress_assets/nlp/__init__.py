"""The code location that reads: summaries and entity tags, on Spark. Loads without scrapy and playwright."""
