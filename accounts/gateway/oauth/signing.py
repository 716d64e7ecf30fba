"""Access tokens as signed texts (JWT, RFC 9068), and the keys with which others may check them."""

import base64
import binascii
import json
from functools import lru_cache
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import load_der_private_key
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from jwcrypto import jwk, jwt

from accounts.gateway.domain.lifetimes import ACCESS_TOKEN
from accounts.gateway.oauth.standing import standing_of
from accounts.models import User
from fidus.lib import clock

# The order of the group of P-256 (FIPS 186-4, D.1.2.3).
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
STANDING = "standing"
# Of an RSA key: as strong as 128 bits (NIST SP 800-57, part 1, table 2), like the curve.
LEAST_BITS = 3072


def issuer() -> str:
    """Who signs: our own address, without a slash at its end."""
    return settings.SITE_URL.rstrip("/")


def audience() -> str:
    """For whom the tokens are meant."""
    return f"{issuer()}/api"


def access_token(user: User, client_id: str, scopes: list[str]) -> str:
    """A new token that acts as `user`; good only while it is also known in the database."""
    now = int(clock.now().timestamp())
    claims = {
        "iss": issuer(),
        "aud": audience(),
        "sub": str(user.pk),
        "client_id": client_id,
        "scope": " ".join(scopes),
        "jti": uuid4().hex,
        "iat": now,
        "exp": now + int(ACCESS_TOKEN.total_seconds()),
        STANDING: standing_of(user),
    }
    key = _keys()[0]
    token = jwt.JWT(header={"typ": "at+jwt", "alg": _algorithm(key), "kid": key.thumbprint()}, claims=claims)
    token.make_signed_token(key)
    return str(token.serialize())


def claims_of(token: str) -> dict[str, Any]:
    """What `token` says, unchecked: only for texts that the database knows as ours. Empty if it is no JWT."""
    try:
        part = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (IndexError, ValueError):
        return {}
    return claims if isinstance(claims, dict) else {}


def public_keys() -> dict[str, Any]:
    """The key set that checks our tokens (RFC 7517), retired keys included."""
    described = [
        {**key.export_public(as_dict=True), "use": "sig", "alg": _algorithm(key), "kid": key.thumbprint()}
        for key in _keys()
    ]
    return {"keys": described}


def _algorithm(key: jwk.JWK) -> str:
    return "RS256" if key["kty"] == "RSA" else "ES256"


def _keys() -> tuple[jwk.JWK, ...]:
    """Newest first; without any of their own they follow from the server's secrets, newest first, too."""
    return _made_of(tuple(settings.TOKEN_KEYS), (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=4)
def _made_of(texts: tuple[str, ...], secrets: tuple[str, ...]) -> tuple[jwk.JWK, ...]:
    made = [_read(text) for text in texts] or [_derived(secret) for secret in secrets]
    return tuple(jwk.JWK.from_pyca(key) for key in made)


def _read(text: str) -> rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey:
    try:
        key = load_der_private_key(base64.urlsafe_b64decode(text), password=None)
    except (binascii.Error, ValueError, TypeError) as error:
        raise ImproperlyConfigured("TOKEN_KEYS must hold private keys (PKCS #8, DER) as base64url") from error
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= LEAST_BITS:
        return key
    if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    raise ImproperlyConfigured("TOKEN_KEYS must hold RSA keys of at least 3072 bits, or P-256 keys")


def _derived(secret: str) -> ec.EllipticCurvePrivateKey:
    """48 bytes, so that the remainder is even to one part in 2^128 (FIPS 186-4, B.4.1)."""
    stream = HKDF(SHA256(), length=48, salt=None, info=b"fidus access tokens").derive(secret.encode())
    return ec.derive_private_key(int.from_bytes(stream, "big") % (_ORDER - 1) + 1, ec.SECP256R1())
