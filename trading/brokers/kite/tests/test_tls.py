"""Over TLS as in the field: certificates are checked, and the time limit holds there too."""

from __future__ import annotations

import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from trading.brokers.base import NotSent, OutcomeUnknown
from trading.brokers.kite import connect
from trading.brokers.kite.tests.scene import KiteScene
from trading.brokers.kite.tests.server import KiteServer
from trading.brokers.kite.tests.test_failures import trickles
from trading.brokers.tests.contract import limited
from trading.brokers.tests.hurry import hurried


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for localhost that signs itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "certificate.pem"
    path.write_bytes(
        signed.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


@pytest.fixture
def scene(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    scene = KiteScene(KiteServer(context=context))
    scene.price("99", "101")
    yield scene
    scene.server.stop()


def broker_of(scene):
    return connect(replace(scene.access(seconds=30.0), address=f"https://localhost:{scene.server.port}"))


def test_nothing_is_sent_to_whoever_cannot_prove_to_be_kite(scene):
    with pytest.raises(NotSent):
        broker_of(scene).submit(limited(scene))
    assert scene.server.seen == []


def test_with_a_certificate_that_is_trusted_orders_go_and_a_trickle_is_cut(scene, certificate, monkeypatch):
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(certificate))
    broker, request = broker_of(scene), limited(scene)
    sent = broker.submit(request)
    assert broker.order(request.reference).id == sent.id
    for method, ask, error in (
        ("GET", broker.orders, NotSent),
        ("POST", lambda: broker.submit(limited(scene)), OutcomeUnknown),
    ):
        broker.orders()  # a new line for one that was cut takes its time
        scene.server.next(method, "/orders", trickles)
        with hurried(broker), pytest.raises(error):
            ask()
    broker.close()
