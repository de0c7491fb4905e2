"""Secrets: read where they lie, and refused where they can be seen."""

from __future__ import annotations

import json
from typing import Any

import boto3
import pytest
import yaml
from dagster._core.instance.ref import InstanceRef

from stockpress_assets.launchers.clear_secrets import (
    ClearSecret,
    is_clear_secret,
    refuse_clear_secrets,
    refuse_clear_secrets_in_instance,
)
from stockpress_assets.launchers.refusals import AwsRefused
from stockpress_assets.launchers.secret_environment import SecretUnreadable, SecretVariable, read_secrets
from tests.launchers.cloud.server import Cloud
from tests.launchers.conftest import DEPLOY

ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:store-AbCdEf"


@pytest.fixture(scope="module")
def store(running: Cloud) -> str:
    """A secret with several members."""
    client: Any = boto3.client("secretsmanager")
    text = json.dumps({"uri": "mongodb://u:p@h", "port": 27017, "odd name": "x", "none": None})
    return client.create_secret(Name="store", SecretString=text)["ARN"]


@pytest.fixture(scope="module")
def plain(running: Cloud) -> str:
    """A secret that is a plain text."""
    client: Any = boto3.client("secretsmanager")
    return client.create_secret(Name="plain", SecretString="tell no one")["ARN"]


def test_a_whole_text_a_member_and_a_number_become_variables(store: str, plain: str):
    variables = [
        SecretVariable("PLAIN", plain),
        SecretVariable("URI", f"{store}:uri::"),
        SecretVariable("PORT", f"{store}:port:AWSCURRENT:"),
    ]
    assert read_secrets(variables) == {"PLAIN": "tell no one", "URI": "mongodb://u:p@h", "PORT": "27017"}


def test_all_members_become_variables_where_no_name_is_given(running: Cloud):
    client: Any = boto3.client("secretsmanager")
    arn = client.create_secret(Name="all", SecretString='{"ONE": "1", "TWO": "2"}')["ARN"]
    assert read_secrets([SecretVariable(None, arn)]) == {"ONE": "1", "TWO": "2"}


@pytest.mark.parametrize(
    ("name", "suffix", "message"),
    [
        ("X", ":absent::", "expected a member 'absent', found only none, odd name, port, uri"),
        ("X", ":none::", "expected text or a number as 'none', found NoneType"),
        (None, "", "expected members named as variables are, found 'odd name'"),
    ],
)
def test_a_value_that_is_not_there_is_named_and_no_other_is_told(name, suffix: str, message: str, store: str):
    with pytest.raises(SecretUnreadable, match=message) as raised:
        read_secrets([SecretVariable(name, store + suffix)])
    assert "mongodb://" not in str(raised.value)


def test_a_text_that_is_no_object_is_not_told(plain: str):
    with pytest.raises(SecretUnreadable, match="expected a JSON object") as raised:
        read_secrets([SecretVariable("X", f"{plain}:key::")])
    assert raised.value.__suppress_context__
    assert "no one" not in str(raised.value)


def test_a_secret_that_does_not_exist_says_which(running: Cloud):
    with pytest.raises(AwsRefused, match=r"GetSecretValue for X=arn:.*nothing-AbCdEf"):
        read_secrets([SecretVariable("X", ARN.replace("store", "nothing"))])


@pytest.mark.parametrize("value_from", ["store", "arn:aws:ssm:eu-west-1:123456789012:parameter/x", f"{ARN}:key"])
def test_a_pointer_that_is_not_understood_is_refused(value_from: str):
    with pytest.raises(ValueError, match="expected a Secrets Manager ARN"):
        SecretVariable("X", value_from)


@pytest.mark.parametrize(
    "variable", [SecretVariable("A_1", ARN), SecretVariable(None, ARN), SecretVariable("B", f"{ARN}:k::")]
)
def test_a_variable_is_read_as_it_was_written(variable: SecretVariable):
    assert SecretVariable.parse(str(variable)) == variable


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DB_PASSWORD", "x"),
        ("STOCKPRESS_SESSION_KEYS", "x"),
        ("API_TOKEN", "x"),
        ("MONGODB_URI", "mongodb://me:x@host/"),
        ("spark.hadoop.fs.s3a.secret.key", "x"),
    ],
)
def test_a_secret_in_a_jobs_parameters_is_refused_and_not_repeated(name: str, value: str):
    with pytest.raises(ClearSecret, match=f"environment {name}: .*Secrets Manager"):
        refuse_clear_secrets("environment", {name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DB_PASSWORD_ARN", ARN),
        ("DB_SECRET", ARN),
        ("spark.hive.password", f"EMR.secret@{ARN}"),
        ("MONGODB_URI", "mongodb://host:27017/?tls=true"),
        ("TOKENS_PER_SENTENCE", "20"),
        ("EMPTY_PASSWORD", ""),
    ],
)
def test_what_only_looks_like_a_secret_is_let_through(name: str, value: str):
    assert not is_clear_secret(name, value)


def test_the_deployed_instance_has_no_secret_in_it_and_one_written_into_it_is_refused(tmp_path):
    config = yaml.safe_load((DEPLOY / "dagster.yaml").read_text())
    (tmp_path / "dagster.yaml").write_text(yaml.safe_dump(config))
    refuse_clear_secrets_in_instance(InstanceRef.from_dir(str(tmp_path)))
    config["storage"]["postgres"]["postgres_db"]["password"] = "hunter2"
    (tmp_path / "dagster.yaml").write_text(yaml.safe_dump(config))
    with pytest.raises(ClearSecret, match=r"storage, postgres_db\.password: .*\{env: NAME\}") as raised:
        refuse_clear_secrets_in_instance(InstanceRef.from_dir(str(tmp_path)))
    assert "hunter2" not in str(raised.value)
