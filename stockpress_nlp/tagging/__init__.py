"""From what Spark NLP saw in an article to its entity tags: names, companies, places, who is whom. Pure."""
