"""The web server with a certificate: which versions and ciphers of TLS it speaks, tried by clients of each kind."""

import os
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from fidus.stack.parts import Plan, Tls, web_answers, web_command
from fidus.stack.tests.test_configuration import ROOT, SECRETS, manage
from tests.gateway.servers import free_port

NAME = "fidus.example.com"


def certified(folder: Path) -> Tls:
    """A certificate for NAME that its own key signed."""
    key, who = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    tls = Tls(folder / "certificate.pem", folder / "key.pem")
    tls.certificate.write_bytes(certificate.public_bytes(Encoding.PEM))
    tls.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return tls


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[Plan]:
    folder = tmp_path_factory.mktemp("tls")
    plan = Plan(
        root=ROOT, var=folder, host="127.0.0.1", port=free_port(), hostname=NAME, postgres=None, valkey=None,
        demo=False, web_processes=1, tls=certified(folder),
    )  # fmt: skip
    nobody_there = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1/0"}
    environment = {
        "PATH": os.environ["PATH"], "FIDUS_VAR": str(folder), "SITE_URL": f"https://{NAME}", "ALLOWED_HOSTS": NAME,
    }  # fmt: skip
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            web_command(plan), cwd=ROOT, env={**environment, **nobody_there, **SECRETS}, stdout=log, stderr=log
        )
    try:
        until = time.monotonic() + 60
        while not web_answers(plan):
            assert server.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < until, (folder / "log").read_text()
            time.sleep(0.2)
        yield plan
    finally:
        server.terminate()
        server.wait(20)


def spoken(plan: Plan, *, version: ssl.TLSVersion, ciphers: str = "") -> tuple[str, str]:
    """Version and cipher that both agreed on."""
    context = ssl.create_default_context(cafile=str(plan.tls.certificate))
    context.minimum_version = context.maximum_version = version
    if ciphers:
        context.set_ciphers(ciphers)

    with (
        socket.create_connection((plan.host, plan.port), timeout=10) as connection,
        context.wrap_socket(connection, server_hostname=NAME) as line,
    ):
        return line.version(), line.cipher()[0]


def test_it_speaks_the_two_versions_that_are_good(served):
    assert spoken(served, version=ssl.TLSVersion.TLSv1_3)[0] == "TLSv1.3"
    version, cipher = spoken(served, version=ssl.TLSVersion.TLSv1_2)
    assert version == "TLSv1.2"
    assert cipher.startswith("ECDHE-")
    assert "GCM" in cipher or "POLY1305" in cipher


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_older_versions_are_refused(served, version):
    with pytest.raises(ssl.SSLError):
        spoken(served, version=version, ciphers="ALL:@SECLEVEL=0")


@pytest.mark.parametrize("weak", ["AES128-SHA", "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES128-SHA256", "NULL"])
def test_ciphers_without_forward_secrecy_or_authentication_are_refused(served, weak):
    with pytest.raises(ssl.SSLError):
        spoken(served, version=ssl.TLSVersion.TLSv1_2, ciphers=f"{weak}:@SECLEVEL=0")


def test_a_certificate_without_its_key_stops_the_start(tmp_path):
    tls = certified(tmp_path)
    done = manage(tmp_path, "check", TLS_CERTIFICATE=str(tls.certificate), **SECRETS)
    assert done.returncode == 1
    assert "TLS_KEY must name a file" in done.stderr
