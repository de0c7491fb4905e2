"""The desk's store: the only importer of pymongo.

Eight collections, each owned by one asset, and their indexes, declared in INDEXES and nowhere else. Only operations
that MongoDB, Amazon DocumentDB 5.0 and the embedded server have alike; every write is an idempotent upsert.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any, Literal

import pymongo
from pymongo.cursor import Cursor
from pymongo.errors import ConnectionFailure, PyMongoError
from pymongo.uri_parser import parse_uri

from stockpress.article import Article
from stockpress.entity_tag import EntityTag, EntityTags
from stockpress.fingerprint import Fingerprint
from stockpress.page import Page
from stockpress.session import Session
from stockpress.settings import Settings
from stockpress.summary import Summary

Change = Literal["new", "changed", "unchanged"]
Document = dict[str, Any]

INDEXES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "articles": (("source", "year"),),
    "versions": (("url",),),
    "fingerprints": (("source", "year"), ("published",)),
    "pages": (("source", "year"),),
    "day_pages": (("source", "year"),),
    "summaries": (("source", "year"),),
    "entity_tags": (("source", "year"),),
    "sessions": (),
}


# Documents that are asked for at once. Left to itself the embedded server answers with all there are, and the client
# takes no answer above 48 MB.
BATCH = 200


class StoreUnavailable(ConnectionError):
    """The store does not answer; says at which address and what to do."""


class Store:
    """Records in, records out. Open it with ``open_store``; safe to use from several threads."""

    def __init__(self, client: pymongo.MongoClient[Document], database: str) -> None:
        self._database = client[database]

    def declare_indexes(self) -> None:
        """Create the indexes that are not there yet."""
        for collection, indexes in INDEXES.items():
            for keys in indexes:
                self._database[collection].create_index([(key, pymongo.ASCENDING) for key in keys])

    # articles and the pages they came from

    def save_article(self, article: Article, keep_version: bool = True) -> Change:
        """Keep *article* under its URL and say what that changed.

        An article whose text is unchanged keeps the time it was first fetched; one whose text changed keeps its
        earlier version, unless the same page was only read anew.
        """
        found = self._database.articles.find_one({"_id": article.url})
        if found is not None:
            earlier = _article(found)
            if replace(article, fetched=earlier.fetched, found_by=earlier.found_by) == earlier:
                return "unchanged"
            if keep_version and found["content_hash"] != article.content_hash:
                self._save_version(found)
        self._database.articles.replace_one({"_id": article.url}, _article_document(article), upsert=True)
        if found is None:
            return "new"
        return "unchanged" if found["content_hash"] == article.content_hash else "changed"

    def _save_version(self, document: Document) -> None:
        """Keep an earlier version; one that is kept already is written over by itself."""
        url = document["_id"]
        self._replace("versions", {**document, "_id": f"{document['content_hash']} {url}", "url": url})

    def versions(self, url: str) -> list[Article]:
        """Return the earlier versions of the article at *url*, oldest first."""
        found = self._database.versions.find({"url": url}).sort([("fetched", pymongo.ASCENDING)])
        return [_article({**document, "_id": url}) for document in found]

    def withdraw_article(self, url: str, when: datetime) -> bool:
        """Mark the article at *url* as withdrawn by its publisher; say whether it was not marked before."""
        marked = self._database.articles.update_one({"_id": url, "withdrawn": None}, {"$set": {"withdrawn": when}})
        return marked.modified_count == 1

    def article(self, url: str) -> Article | None:
        """Return the article with this canonical URL."""
        found = self._database.articles.find_one({"_id": url})
        return None if found is None else _article(found)

    def articles(self, source: str, year: int) -> Iterator[Article]:
        """Yield the standing articles of a partition in order of publication."""
        found = self._find("articles", {"source": source, "year": year, "withdrawn": None})
        yield from map(_article, found.sort([("published", pymongo.ASCENDING), ("_id", pymongo.ASCENDING)]))

    def content_hashes(self, source: str, year: int) -> dict[str, str]:
        """Return the content hash of each standing article of a partition by URL."""
        found = self._find("articles", {"source": source, "year": year, "withdrawn": None}, {"content_hash": 1})
        return {document["_id"]: document["content_hash"] for document in found}

    def data_version(self, source: str, year: int) -> str:
        """Return a text that changes exactly when a standing article of the partition does."""
        pairs = sorted(self.content_hashes(source, year).items())
        return hashlib.sha256(repr(pairs).encode()).hexdigest()[:16]

    def save_page(self, page: Page) -> None:
        """Remember what became of a page."""
        self._replace("pages", {"_id": page.url, **_without_url(asdict(page))})

    def pages(self, source: str, year: int) -> dict[str, Page]:
        """Return the remembered pages of a partition by URL."""
        found = self._find("pages", {"source": source, "year": year})
        return {document["_id"]: Page(**_with_url(document)) for document in found}

    def unknown_pages(self, urls: Iterable[str]) -> set[str]:
        """Return those of *urls* that the desk has never asked for."""
        asked = list(urls)
        return set(asked) - {page["_id"] for page in self._find("pages", {"_id": {"$in": asked}}, {"_id": 1})}

    def save_day_page(self, source: str, year: int, url: str, links: Iterable[str]) -> None:
        """Remember what a page of a source's archive links to."""
        self._replace("day_pages", {"_id": url, "source": source, "year": year, "links": list(links)})

    def day_pages(self, source: str, year: int) -> dict[str, tuple[str, ...]]:
        """Return the links of the remembered archive pages of a partition by URL."""
        found = self._find("day_pages", {"source": source, "year": year}, {"links": 1})
        return {document["_id"]: tuple(document["links"]) for document in found}

    # what is made from articles

    def pending(
        self,
        made: Literal["summaries", "entity_tags", "fingerprints"],
        source: str,
        year: int,
        model: str,
        model_version: str,
    ) -> list[str]:
        """Return the URLs of the standing articles of a partition that lack *made* for text and model."""
        have = {
            document["_id"]: document["content_hash"]
            for document in self._find(
                made,
                {"source": source, "year": year, "model": model, "model_version": model_version},
                {"content_hash": 1},
            )
        }
        return [url for url, now in self.content_hashes(source, year).items() if have.get(url) != now]

    def save_summaries(self, summaries: Iterable[Summary]) -> int:
        """Keep the summaries under the URLs of their articles; return how many there were."""
        return self._replace(
            "summaries", *({"_id": summary.url, **_without_url(asdict(summary))} for summary in summaries)
        )

    def summaries(self, source: str, year: int) -> Iterator[Summary]:
        """Yield the summaries of a partition."""
        for document in self._find("summaries", {"source": source, "year": year}):
            yield Summary(**_with_url(document))

    def save_entity_tags(self, tags: Iterable[EntityTags]) -> int:
        """Keep the entity tags under the URLs of their articles; return how many articles there were."""
        return self._replace("entity_tags", *({"_id": tag.url, **_without_url(asdict(tag))} for tag in tags))

    def entity_tags(self, source: str, year: int) -> Iterator[EntityTags]:
        """Yield the entity tags of a partition, one record an article."""
        for document in self._find("entity_tags", {"source": source, "year": year}):
            entities = tuple(
                EntityTag(**{**entity, "spans": tuple(map(tuple, entity["spans"]))})
                for entity in document.pop("entities")
            )
            yield EntityTags(**_with_url(document), entities=entities)

    # the same story in several sources

    def save_fingerprints(self, fingerprints: Iterable[Fingerprint]) -> int:
        """Keep the fingerprints under the URLs of their articles, links as they are; return how many there were."""
        writes: list[pymongo.UpdateOne] = []
        for one in fingerprints:
            fields = _without_url(asdict(one))
            links = {"same_as": list(fields.pop("same_as"))}
            writes.append(pymongo.UpdateOne({"_id": one.url}, {"$set": fields, "$setOnInsert": links}, upsert=True))
        if writes:
            self._database.fingerprints.bulk_write(writes)
        return len(writes)

    def fingerprints(self, source: str, year: int) -> Iterator[Fingerprint]:
        """Yield the fingerprints of a partition."""
        yield from map(_fingerprint, self._find("fingerprints", {"source": source, "year": year}))

    def fingerprints_elsewhere(
        self, source: str, since: datetime, until: datetime, model: str, model_version: str
    ) -> Iterator[Fingerprint]:
        """Yield the fingerprints of all other sources' articles published from *since* to *until*."""
        wanted = {"published": {"$gte": since, "$lte": until}, "model": model, "model_version": model_version}
        yield from map(_fingerprint, self._find("fingerprints", {**wanted, "source": {"$ne": source}}))

    def link_same_story(self, url: str, same_as: Iterable[str]) -> None:
        """Say that the story at *url* is also at *same_as* and nowhere else; each of those is linked back."""
        others = sorted(same_as)
        collection = self._database.fingerprints
        collection.update_many({"same_as": url, "_id": {"$nin": others}}, {"$pull": {"same_as": url}})
        collection.update_one({"_id": url}, {"$set": {"same_as": others}})
        collection.update_many({"_id": {"$in": others}}, {"$addToSet": {"same_as": url}})

    def same_story(self, url: str) -> list[str]:
        """Return where else the story of the article at *url* is, by what was found at the last crawl of its source."""
        found = self._database.fingerprints.find_one({"_id": url}, {"same_as": 1})
        return sorted(found["same_as"]) if found else []

    # sessions

    def save_session(self, session: Session) -> None:
        """Keep the one session of a source, and drop those that have ended."""
        self._database.sessions.delete_many({"expires": {"$lte": datetime.now(UTC)}})
        self._replace("sessions", {"_id": session.source, **asdict(session)})

    def session(self, source: str) -> Session | None:
        """Return the session of a source, ended or not."""
        found = self._database.sessions.find_one({"_id": source})
        return None if found is None else Session(**{k: v for k, v in found.items() if k != "_id"})

    def forget_session(self, source: str) -> None:
        """Drop the session of a source."""
        self._database.sessions.delete_one({"_id": source})

    def years(self) -> list[tuple[str, int]]:
        """Return each source and year that the store has articles of."""
        found = self._find("articles", {}, {"source": 1, "year": 1, "_id": 0})
        return sorted({(document["source"], document["year"]) for document in found})

    def _find(self, collection: str, wanted: Document, fields: Document | None = None) -> Cursor[Document]:
        return self._database[collection].find(wanted, fields, batch_size=BATCH)

    def _replace(self, collection: str, *documents: Document) -> int:
        if documents:
            self._database[collection].bulk_write(
                [pymongo.ReplaceOne({"_id": document["_id"]}, document, upsert=True) for document in documents]
            )
        return len(documents)


@contextmanager
def open_store(settings: Settings) -> Iterator[Store]:
    """Open the store that *settings* name.

    Raises StoreUnavailable where it does not answer within five seconds, now or later, and InvalidSetting where
    none is named.
    """
    uri = settings.require_mongodb_uri()
    shown = parse_uri(uri, validate=False)["nodelist"]
    address = ", ".join(f"{host}:{port}" for host, port in shown)
    try:
        with pymongo.MongoClient[Document](
            uri, serverSelectionTimeoutMS=5000, retryWrites=False, tz_aware=True, appname="stockpress"
        ) as client:
            client.admin.command("ping")
            store = Store(client, settings.mongodb_database)
            store.declare_indexes()
            yield store
    except ConnectionFailure as error:
        raise StoreUnavailable(
            f"the store at {address} does not answer; start it, or correct STOCKPRESS_MONGODB_URI"
            f" ({type(error).__name__}); what was saved before is safe, run the same command again"
        ) from error
    except PyMongoError as error:
        raise StoreUnavailable(f"the store at {address} refused: {error}") from error


def _article_document(article: Article) -> Document:
    document = {field: getattr(article, field) for field in Article.__slots__ if field != "url"}
    document |= {"authors": list(article.authors), "topics": list(article.topics), "found_by": dict(article.found_by)}
    return {"_id": article.url, **document, "year": article.year, "content_hash": article.content_hash}


def _article(document: Document) -> Article:
    fields = {field: document[field] for field in Article.__slots__ if field != "url"}
    fields |= {"authors": tuple(fields["authors"]), "topics": tuple(fields["topics"])}
    return Article(url=document["_id"], **fields)


def _fingerprint(document: Document) -> Fingerprint:
    return Fingerprint(**{**_with_url(document), "same_as": tuple(document["same_as"])})


def _without_url(document: Document) -> Document:
    return {key: value for key, value in document.items() if key != "url"}


def _with_url(document: Document) -> Document:
    return {"url": document["_id"], **{key: value for key, value in document.items() if key != "_id"}}
