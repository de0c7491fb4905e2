"""The code location that crawls: session cookies and articles. Loads without pyspark."""
