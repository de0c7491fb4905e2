"""The secrets, empty: operators put the values in, so that none is ever in Pulumi's state.

Every secret is a JSON object from the name of a variable to its value, as docs/cloud.md shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra_pulumi.settings import Settings

MONGODB_URI = "STOCKPRESS_MONGODB_URI"
MLFLOW_URI = "STOCKPRESS_MLFLOW_URI"
SESSION_KEYS = "STOCKPRESS_SESSION_KEYS"
DAGSTER_PASSWORD = "DAGSTER_POSTGRES_PASSWORD"

# From the name of a variable to where its value lies.
Addresses = dict[str, pulumi.Output[str]]


@dataclass(frozen=True, slots=True)
class Credentials:
    """*databases* is for all that runs; *session_keys* and *sources* are for crawl runs alone."""

    databases: aws.secretsmanager.Secret
    session_keys: aws.secretsmanager.Secret
    sources: Mapping[str, aws.secretsmanager.Secret]

    def for_dagster(self) -> Addresses:
        """Return what a container needs to open Dagster's storage."""
        return {DAGSTER_PASSWORD: value_from(self.databases, DAGSTER_PASSWORD)}

    def for_desk(self) -> Addresses:
        """Return what a container needs to open Dagster's storage and the store."""
        return {**self.for_dagster(), MONGODB_URI: value_from(self.databases, MONGODB_URI)}

    def for_nlp(self) -> Addresses:
        """Return what whoever reads articles needs: both databases, and the registry of models in Postgres."""
        return {**self.for_desk(), MLFLOW_URI: value_from(self.databases, MLFLOW_URI)}

    def for_crawl(self) -> Addresses:
        """Return what a crawl run needs: both databases, the keys that seal sessions, the sign-in of each source."""
        sign_ins = {
            variable: value_from(secret, variable)
            for source, secret in self.sources.items()
            for variable in (f"STOCKPRESS_{source.upper()}_USERNAME", f"STOCKPRESS_{source.upper()}_PASSWORD")
        }
        return {**self.for_desk(), SESSION_KEYS: value_from(self.session_keys, SESSION_KEYS), **sign_ins}


def make_credentials(settings: Settings, key: aws.kms.Key) -> Credentials:
    """Make a secret for the databases, one for the session keys and one for each source with a sign-in."""
    return Credentials(
        databases=_make_secret(settings, key, "databases", f"{MONGODB_URI}, {DAGSTER_PASSWORD}, {MLFLOW_URI}"),
        session_keys=_make_secret(settings, key, "session-keys", SESSION_KEYS),
        sources={
            source: _make_secret(settings, key, f"source-{source}", f"the sign-in of {source}")
            for source in settings.sources
        },
    )


def _make_secret(settings: Settings, key: aws.kms.Key, name: str, what: str) -> aws.secretsmanager.Secret:
    return aws.secretsmanager.Secret(
        f"{settings.prefix}-{name}",
        name=f"{settings.prefix}/{name}",
        description=what,
        kms_key_id=key.arn,
        # A deleted secret keeps its name for this long, which would stop a stack from being made anew.
        recovery_window_in_days=30 if settings.protected else 0,
        tags=settings.tags(name),
    )


def value_from(secret: aws.secretsmanager.Secret, variable: str) -> pulumi.Output[str]:
    """Return the address of one variable in a secret, as `valueFrom` of an ECS container takes it."""
    return pulumi.Output.concat(secret.arn, ":", variable, "::")
