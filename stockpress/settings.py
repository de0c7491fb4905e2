"""The only reader of the environment. Everything else is handed a Settings."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PREFIX = "STOCKPRESS_"


class InvalidSetting(ValueError):
    """A variable of the environment is absent or not understood; the message names it and what would do."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """A subscriber's name and password for one source; never shown by repr."""

    username: str = field(repr=False)
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """The desk's configuration, read once by ``Settings.from_environment`` and passed on.

    Each field is the variable ``STOCKPRESS_<FIELD IN CAPITALS>``; ``.env.example`` explains them.
    """

    home: Path
    mongodb_uri: str | None = field(default=None, repr=False)
    mongodb_database: str = "stockpress"
    session_keys: tuple[str, ...] = field(default=(), repr=False)
    sources: Path | None = None
    subscriptions: tuple[str, ...] = ("sample_press",)
    jars: Path = Path(".stockpress/jars")
    chromium: str | None = None
    warc: Path | str | None = None
    user_agent: str = "stockpress/0.1 (market-news desk; set STOCKPRESS_USER_AGENT to say who you are)"
    night_hour: int = 2
    driver_memory: str = "3g"
    spark_cores: int | None = None
    mlflow_uri: str | None = field(default=None, repr=False)
    models: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read the settings; raise InvalidSetting for a value that is not understood."""
        env = dict(os.environ if environment is None else environment)
        given = {name: value for name in READERS if (value := env.get(PREFIX + name.upper(), "").strip())}
        read: dict[str, Any] = {name: READERS[name](value) for name, value in given.items()}
        read.setdefault("home", Path(".stockpress").absolute())
        read.setdefault("jars", read["home"] / "jars")
        return cls(**read, environment=env)

    def require_mongodb_uri(self) -> str:
        """Return the address of the store; raise InvalidSetting where none is set."""
        if self.mongodb_uri is None:
            raise InvalidSetting(
                "STOCKPRESS_MONGODB_URI: expected the address of the store, found nothing; set it, or start the"
                " command through `stockpress`, which starts an embedded store"
            )
        return self.mongodb_uri

    def require_session_keys(self) -> tuple[str, ...]:
        """Return the Fernet keys, newest first; raise InvalidSetting where none is set."""
        if not self.session_keys:
            raise InvalidSetting(
                "STOCKPRESS_SESSION_KEYS: expected Fernet keys divided by commas, newest first, found nothing;"
                " `stockpress setup` makes one, or see docs/operating.md"
            )
        return self.session_keys

    def credentials(self, source: str) -> Credentials:
        """Return the sign-in of *source*; raise InvalidSetting naming the two variables where one is absent."""
        names = [f"{PREFIX}{source.upper()}_{part}" for part in ("USERNAME", "PASSWORD")]
        values = [self.environment.get(name, "") for name in names]
        for name, value in zip(names, values, strict=True):
            if not value:
                raise InvalidSetting(
                    f"{name}: expected the sign-in of source {source}, found nothing; set {' and '.join(names)}"
                )
        return Credentials(*values)

    def home_of(self, source: str, default: str) -> str:
        """Return the address that *source* is crawled at: ``STOCKPRESS_<SOURCE>_URL`` where set, else *default*."""
        return (self.environment.get(f"{PREFIX}{source.upper()}_URL") or default).rstrip("/")

    def child_environment(self) -> dict[str, str]:
        """Return the environment for a program that the desk starts: this one, with these settings in it."""
        ours = {name: getattr(self, name) for name in READERS}
        texts = {
            name: ",".join(value) if isinstance(value, tuple) else str(value)
            for name, value in ours.items()
            if value not in (None, ())
        }
        return {**self.environment, **{PREFIX + name.upper(): text for name, text in texts.items()}}

    def with_environment(self, **variables: str) -> Settings:
        """Return these settings with more variables in the environment, read again."""
        return Settings.from_environment({**self.child_environment(), **variables})


def _path(text: str) -> Path:
    return Path(text).expanduser().absolute()


def _place(text: str) -> str:
    """Return an address such as ``s3://bucket/models`` as it is, a folder by its whole path."""
    return text.rstrip("/") if "://" in text else str(_path(text))


def _kept_at(text: str) -> Path | str:
    """Return a folder, or an address in S3 as it is written."""
    if not text.startswith("s3://"):
        return _path(text)
    if not text.removeprefix("s3://").partition("/")[0]:
        raise InvalidSetting(f"STOCKPRESS_WARC: expected a folder or s3://BUCKET/PREFIX, found {text!r}")
    return text


def _list(text: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in text.split(",") if item.strip())


def _hour(text: str) -> int:
    if text.isdigit() and int(text) < 24:
        return int(text)
    raise InvalidSetting(f"STOCKPRESS_NIGHT_HOUR: expected an hour in UTC from 0 to 23, found {text!r}")


def _cores(text: str) -> int:
    if text.isdigit() and int(text) > 0:
        return int(text)
    raise InvalidSetting(f"STOCKPRESS_SPARK_CORES: expected a whole number from 1, found {text!r}")


READERS: Mapping[str, Callable[[str], Any]] = {
    "home": _path,
    "mongodb_uri": str,
    "mongodb_database": str,
    "session_keys": _list,
    "sources": _path,
    "subscriptions": _list,
    "jars": _path,
    "chromium": str,
    "warc": _kept_at,
    "user_agent": str,
    "night_hour": _hour,
    "driver_memory": str,
    "spark_cores": _cores,
    "mlflow_uri": str,
    "models": _place,
}
