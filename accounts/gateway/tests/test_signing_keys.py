"""Keys that sign access tokens come from the settings, and only strong ones."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.core.exceptions import ImproperlyConfigured

from accounts.gateway.oauth.signing import public_keys


def text_of(key) -> str:
    raw = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return base64.urlsafe_b64encode(raw).decode()


def test_keys_are_published_newest_first_without_their_secret(settings):
    newer, older = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    settings.TOKEN_KEYS = [text_of(newer), text_of(older)]
    keys = public_keys()["keys"]
    assert [key["alg"] for key in keys] == ["ES256", "ES256"]
    assert keys[0]["kid"] != keys[1]["kid"]
    assert not [key for key in keys if "d" in key]


@pytest.mark.parametrize(
    "key",
    [
        rsa.generate_private_key(65537, 2048),
        ec.generate_private_key(ec.SECP192R1()),
        ed25519.Ed25519PrivateKey.generate(),
    ],
    ids=["short RSA", "short curve", "another kind"],
)
def test_a_key_weaker_than_128_bits_or_of_another_kind_is_refused(settings, key):
    settings.TOKEN_KEYS = [text_of(key)]
    with pytest.raises(ImproperlyConfigured):
        public_keys()


def test_what_is_no_key_is_refused(settings):
    settings.TOKEN_KEYS = ["no key"]
    with pytest.raises(ImproperlyConfigured):
        public_keys()
