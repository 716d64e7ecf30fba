"""What a program may find out about us before anybody has registered it."""

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.gateway.domain.scopes import explained
from accounts.gateway.oauth.signing import audience, issuer, public_keys

_WITH_SECRET = ["client_secret_basic", "client_secret_post"]


def _at(name: str) -> str:
    return f"{issuer()}{reverse(name)}"


@require_safe
def authorization_server(request: HttpRequest) -> JsonResponse:
    """RFC 8414."""
    return _open(
        {
            "issuer": issuer(),
            "authorization_endpoint": _at("oauth:authorize"),
            "token_endpoint": _at("oauth:token"),
            "token_endpoint_auth_methods_supported": [*_WITH_SECRET, "none"],
            "revocation_endpoint": _at("oauth:revoke"),
            "revocation_endpoint_auth_methods_supported": [*_WITH_SECRET, "none"],
            "introspection_endpoint": _at("oauth:introspect"),
            "introspection_endpoint_auth_methods_supported": _WITH_SECRET,
            "jwks_uri": _at("oauth:keys"),
            "scopes_supported": list(explained()),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "client_credentials", "refresh_token"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
            "service_documentation": f"{issuer()}{reverse('api:docs')}",
        }
    )


@require_safe
def protected_resource(request: HttpRequest) -> JsonResponse:
    """RFC 9728."""
    return _open(
        {
            "resource": audience(),
            "authorization_servers": [issuer()],
            "jwks_uri": _at("oauth:keys"),
            "scopes_supported": list(explained()),
            "bearer_methods_supported": ["header"],
            "resource_documentation": f"{issuer()}{reverse('api:docs')}",
        }
    )


@require_safe
def keys(request: HttpRequest) -> JsonResponse:
    """RFC 7517: what checks the signatures of our access tokens."""
    return _open(public_keys())


def _open(document: dict[str, object]) -> JsonResponse:
    """Public by nature, and asked for by programs in browsers, too."""
    answer = JsonResponse(document)
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = "public, max-age=3600"
    return answer
