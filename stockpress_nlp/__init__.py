"""The Spark side: summaries and entity tags made from articles. Knows neither the crawler nor Dagster."""
