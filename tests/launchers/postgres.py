"""A PostgreSQL of the test run's own: Debian's programs, an unprivileged user, a free port, TLS, nothing left."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg2
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER = "dagster"
UNPRIVILEGED = ("postgres", "nobody")
QUICK = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")


def find_programs() -> Path | None:
    """Return the folder of initdb and postgres, of the newest version that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).resolve().parent if on_path else None


@contextmanager
def running_postgres(programs: Path) -> Iterator[Mapping[str, str]]:
    """Serve an empty database; yield the variables that deploy/dagster.yaml names it by."""
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    password, port = secrets.token_urlsafe(12), _free_port()
    try:
        (folder / "password").write_text(password)
        _certificate(folder)
        account = _account()
        for path in (folder, *folder.iterdir()):
            path.chmod(0o700 if path.is_dir() else 0o600)
            if account is not None:
                shutil.chown(path, account)
        data = folder / "data"
        create = [programs / "initdb", "-D", data, "-U", USER, "--auth=scram-sha-256", f"--pwfile={folder}/password"]
        subprocess.run([*create, "--no-sync"], user=account, check=True, capture_output=True, cwd=folder)
        _take_only_tls(data / "pg_hba.conf")
        with _server(programs, folder, port, account) as server:
            _wait(server, port, password, folder)
            yield {
                "DAGSTER_POSTGRES_HOST": "127.0.0.1",
                "DAGSTER_POSTGRES_PORT": str(port),
                "DAGSTER_POSTGRES_USER": USER,
                "DAGSTER_POSTGRES_PASSWORD": password,
                "DAGSTER_POSTGRES_DB": "postgres",
            }
    finally:
        shutil.rmtree(folder)


@contextmanager
def _server(programs: Path, folder: Path, port: int, account: str | None) -> Iterator[subprocess.Popen[bytes]]:
    settings = (
        f"port={port}",
        "listen_addresses=127.0.0.1",
        f"unix_socket_directories={folder}",
        "ssl=on",
        f"ssl_cert_file={folder}/server.crt",
        f"ssl_key_file={folder}/server.key",
        "max_connections=200",
        *QUICK,
    )
    options = [part for setting in settings for part in ("-c", setting)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", *options], user=account, stderr=log, stdout=log, cwd=folder
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)


def _take_only_tls(rules: Path) -> None:
    """Refuse connections in clear, as RDS does with rds.force_ssl."""
    text = rules.read_text()
    assert "\nhost " in text, text
    rules.write_text(text.replace("\nhost ", "\nhostssl "))


def _wait(server: subprocess.Popen[bytes], port: int, password: str, folder: Path) -> None:
    deadline = time.monotonic() + 20
    while True:
        assert server.poll() is None, (folder / "log").read_text()
        try:
            psycopg2.connect(
                host="127.0.0.1", port=port, user=USER, password=password, dbname="postgres", sslmode="require"
            ).close()
        except psycopg2.OperationalError:
            assert time.monotonic() < deadline, (folder / "log").read_text()
            time.sleep(0.1)
        else:
            return


def _account() -> str | None:
    """Return the user that the server is to run as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    return next(user.pw_name for user in pwd.getpwall() if user.pw_name in UNPRIVILEGED)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "server.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "server.key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
