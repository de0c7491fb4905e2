"""The Sample Press: the embedded publisher, a real web site of invented stories for tests and the demo.

It behaves as the business press does: sign-in, paywall, sitemaps, structured data, corrections, faults on demand. It
knows nothing of the crawler that reads it.
"""
