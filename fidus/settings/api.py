"""The REST API and how programs get their tokens (docs/api.md)."""

from accounts.gateway.domain import lifetimes
from accounts.gateway.domain.scopes import KINDS, explained
from fidus.settings.surroundings import DEBUG, DEMO, FIRM, SITE_URL, TESTING, env

# The REST API (docs/api.md); what its operations have in common is in accounts/gateway/rest.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.gateway.rest.authentication.ProgramLogin",
        "accounts.gateway.rest.authentication.SessionLogin",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.gateway.rest.permissions.MayCall"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["accounts.gateway.rest.bodies.JsonBody"],
    "DEFAULT_PAGINATION_CLASS": "accounts.gateway.rest.pagination.Cursor",
    "DEFAULT_FILTER_BACKENDS": ["accounts.gateway.rest.filters.Filters"],
    "DEFAULT_SCHEMA_CLASS": "accounts.gateway.rest.schema.ResourceSchema",
    "EXCEPTION_HANDLER": "accounts.gateway.rest.problems.answer_problem",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.0",
    "TITLE": f"{FIRM['name']}: the API",
    "DESCRIPTION": "Everything that the firm's programs and its clients' may see and do; docs/api.md leads into it.",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {
        "deepLinking": True,
        "filter": True,
        "persistAuthorization": False,
        # With some hundred operations an open page is slow to come and long to read.
        "docExpansion": "none",
        "defaultModelsExpandDepth": 0,
    },
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
    "POSTPROCESSING_HOOKS": ["accounts.gateway.rest.shared_parts.share_problems"],
    "TAGS": [{"name": kind, "description": words.capitalize()} for kind, words in sorted(KINDS.items())],
}
# How programs get their tokens (docs/adr/0032): RFC 9700 throughout.
OAUTH2_PROVIDER = {
    "OAUTH2_SERVER_CLASS": "accounts.gateway.oauth.server.Server",
    "OAUTH2_VALIDATOR_CLASS": "accounts.gateway.oauth.validator.Validator",
    "SCOPES_BACKEND_CLASS": "accounts.gateway.oauth.scopes_backend.ProgramScopes",
    "SCOPES": explained(),
    "DEFAULT_SCOPES": [],
    "PKCE_REQUIRED": True,
    "ROTATE_REFRESH_TOKEN": True,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "AUTHORIZATION_CODE_EXPIRE_SECONDS": int(lifetimes.CODE.total_seconds()),
    "ACCESS_TOKEN_EXPIRE_SECONDS": int(lifetimes.ACCESS_TOKEN.total_seconds()),
    "REFRESH_TOKEN_EXPIRE_SECONDS": int(lifetimes.REFRESH_TOKEN_UNUSED.total_seconds()),
    # The issuer (RFC 8414, RFC 9207); there is no OpenID Connect here.
    "OIDC_ISS_ENDPOINT": SITE_URL.rstrip("/"),
    # Programs on a person's own machine are sent back to by plain http as well (accounts/gateway/domain/redirects.py).
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    **{
        f"COMPLIANT_BCP_RFC9700_{rule}": True
        for rule in (
            "IMPLICIT_GRANT", "PASSWORD_GRANT", "PKCE_METHOD", "PKCE_REQUIRED", "ACCESS_TOKEN_TRANSPORT",
            "AUTHZ_RESPONSE_ISS", "TOKEN_STORAGE", "REFRESH_TOKEN", "REDIRECT_URI_MATCHING", "REDIRECT_URI_SCHEME",
        )
    },
}  # fmt: skip
OAUTH2_PROVIDER_APPLICATION_MODEL = "oauth2_provider.Application"
# Calls a minute are counted (accounts/gateway/domain/limits.py); tests of other things are not to run into it.
RATE_LIMITED = not TESTING
# Without Valkey each of these counts for itself, a part of every limit.
WEB_PROCESSES = env.number("WEB_PROCESSES", 2, least=1)
# Private keys that sign access tokens (PKCS #8 in DER as base64url), newest first; retired ones stay until their last
# token has expired. Without any they follow from SECRET_KEY.
TOKEN_KEYS = env.words("TOKEN_KEYS", " ")

# Webhooks call public addresses over https alone; to try receivers out, this very machine may be called as well.
HOOKS_TO_LOOPBACK = env.flag("HOOKS_TO_LOOPBACK", DEBUG or DEMO)
