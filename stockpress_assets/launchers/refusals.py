"""What it means when AWS says no: what passes by itself, and what to do about the rest.

No service is called here; botocore's own retries have been used up when an error comes here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NoConnection

BUSY_CODES = frozenset(
    {
        "InternalServerError",
        "InternalServerException",
        "RequestLimitExceeded",
        "RequestTimeout",
        "RequestTimeoutException",
        "ServiceUnavailable",
        "ServiceUnavailableException",
        "SlowDown",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)
# An application that starts or stops takes no job, for a minute or so. Which of the two codes AWS uses for it differs
# by operation, and the text names the state.
CHANGING_CODES = frozenset({"ConflictException", "ValidationException"})
CHANGING_STATES = re.compile(r"\b(CREATING|STARTING|STOPPING)\b")

CREDENTIALS = "give the process credentials: a task role on ECS, else AWS_PROFILE or AWS_ACCESS_KEY_ID"
REMEDIES: Mapping[str, str] = {
    "AccessDeniedException": "allow the caller this action, and iam:PassRole on the execution role to start a job",
    "ConflictException": "wait until the application has settled, then launch again",
    "ExpiredTokenException": CREDENTIALS,
    "InvalidSignatureException": CREDENTIALS,
    "NoCredentialsError": CREDENTIALS,
    "NoRegionError": "set AWS_REGION, or `region` in the launcher's configuration",
    "ResourceNotFoundException": "check that what it names exists in this account and region, and correct the"
    " launcher's configuration",
    "ServiceQuotaExceededException": "ask for a higher quota, or lower the number of runs at a time",
    "UnrecognizedClientException": CREDENTIALS,
    "ValidationException": "correct what it names in the launcher's configuration or in the run's tags",
}
OTHER = "see the message; nothing was started"


class AwsError(Exception):
    """AWS did not do what it was asked to; the message says what, why and what to do. ``code`` is AWS's own word."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class AwsBusy(AwsError):
    """It would have worked at another time: the same call may be made again."""


class AwsRefused(AwsError):
    """It will not work until somebody changes something, which the message names."""


def code_of(error: ClientError | BotoCoreError) -> str:
    """Return AWS's code for *error*, or the name of botocore's exception."""
    if isinstance(error, ClientError):
        return error.response.get("Error", {}).get("Code", "Unknown")
    return type(error).__name__


def is_changing(error: ClientError | BotoCoreError) -> bool:
    """Say whether the application is just starting or stopping."""
    return code_of(error) in CHANGING_CODES and bool(CHANGING_STATES.search(str(error)))


def is_busy(error: ClientError | BotoCoreError) -> bool:
    """Say whether the same call may work a little later."""
    if isinstance(error, ClientError):
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        return code_of(error) in BUSY_CODES or status == 429 or status >= 500 or is_changing(error)
    return isinstance(error, HTTPClientError | NoConnection)


def explain(action: str, error: ClientError | BotoCoreError) -> AwsError:
    """Return what is to be raised for *error*, which came while doing *action*."""
    code = code_of(error)
    if is_busy(error):
        return AwsBusy(f"{action}: AWS is busy ({error}); it was asked several times, try again later", code)
    return AwsRefused(f"{action}: {error}. What to do: {REMEDIES.get(code, OTHER)}", code)
