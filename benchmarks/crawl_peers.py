"""Crawls the benchmark's site with a peer; run by benchmarks/crawl.py with the Python that has it, never with ours.

fundus gets the publisher and parser that its guide has one write; news-please its own SitemapCrawler with its default
settings, those of politeness apart. The last line printed says what was found. A Python for it:
``uv pip install fundus 'curl_cffi<0.14' news-please 'readability-lxml==0.8.1'`` (newer ones do not go together).
"""

# pyright: reportMissingImports=false
# They are not installed where ours is checked.

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

SITELIST = """{{"base_urls": [{{"url": "{url}", "crawler": "SitemapCrawler",
 "overwrite_heuristics": {{"crawler_contains_only_article_alikes": true}},
 "pass_heuristics_condition": "crawler_contains_only_article_alikes"}}]}}"""
# Its list of allowed domains carries the port, which Scrapy then takes for another site.
ANY_PORT = "DOWNLOADER_MIDDLEWARES={'scrapy.downloadermiddlewares.offsite.OffsiteMiddleware': None}"
CONCURRENCY = "CONCURRENT_REQUESTS_PER_DOMAIN="


def fundus(url: str, pages: int) -> str:
    """Crawl with fundus."""
    from fundus import Crawler, Sitemap
    from fundus.parser import BaseParser, ParserProxy, attribute
    from fundus.parser.utility import (
        extract_article_body_with_selector,
        generic_author_parsing,
        generic_date_parsing,
    )
    from fundus.publishers.base_objects import Publisher, PublisherGroup
    from lxml.cssselect import CSSSelector

    class BenchParser(ParserProxy):
        class V1(BaseParser):
            _paragraph_selector = CSSSelector("article > p:not(.byline)")

            @attribute
            def body(self):
                return extract_article_body_with_selector(self.precomputed.doc, self._paragraph_selector)

            @attribute
            def title(self):
                return self.precomputed.ld.bf_search("headline")

            @attribute
            def authors(self):
                return generic_author_parsing(self.precomputed.ld.bf_search("author"))

            @attribute
            def publishing_date(self):
                return generic_date_parsing(self.precomputed.ld.bf_search("datePublished"))

    class Bench(metaclass=PublisherGroup):
        default_language = "en"
        Site = Publisher(name="Bench", domain=url, parser=BenchParser, sources=[Sitemap(f"{url}/sitemap.xml")])

    crawler = Crawler(Bench, delay=0.0)
    found = sum(1 for _ in crawler.crawl(error_handling="suppress"))
    return f"fundus {version('fundus')}: {found} articles of {pages} pages"


def news_please(url: str, pages: int, folder: Path) -> str:
    """Crawl with news-please."""
    import newsplease

    config = folder / "news-please"
    config.mkdir()
    defaults = (Path(newsplease.__path__[0]) / "config" / "config.cfg").read_text()
    text = defaults.replace(f"{CONCURRENCY}4", f"{CONCURRENCY}8").replace("~/news-please-repo/", f"{config}/")
    (config / "config.cfg").write_text(text.replace("BOT_NAME =", f"{ANY_PORT}\nBOT_NAME ="))
    (config / "sitelist.hjson").write_text(SITELIST.format(url=url))
    command = [sys.executable, "-m", "newsplease", "-c", str(config), "-no-confirm"]
    log = config / "log"
    with log.open("w") as output:
        subprocess.run(command, stdout=output, stderr=subprocess.STDOUT, timeout=1800, check=False, cwd=config)
    files = list(config.rglob("*.json"))
    whole = sum(bool(json.loads(file.read_text()).get("maintext")) for file in files)
    said = log.read_text().strip().rpartition("\n")[2][-200:]
    told = f"news-please {version('news-please')}: {whole} articles of {pages} pages"
    return told if files else f"{told}; it said: {said}"


if __name__ == "__main__":
    name, address, number, where = sys.argv[1:]
    if name == "fundus":
        print(fundus(address, int(number)))
    else:
        print(news_please(address, int(number), Path(where)))
