"""Where programs get their tokens, and where people see what acts for them."""

from django.urls import path

from accounts.gateway.views.authorize import Authorize
from accounts.gateway.views.metadata import authorization_server, keys, protected_resource
from accounts.gateway.views.programs import end_key, end_program, new_key, new_secret, programs
from accounts.gateway.views.tokens import Introspect, Revoke, Token

app_name = "oauth"
urlpatterns = [
    path("oauth/authorize", Authorize.as_view(), name="authorize"),
    path("oauth/token", Token.as_view(), name="token"),
    path("oauth/revoke", Revoke.as_view(), name="revoke"),
    path("oauth/introspect", Introspect.as_view(), name="introspect"),
    path("accounts/programs/", programs, name="programs"),
    path("accounts/programs/<int:pk>/end/", end_program, name="end_program"),
    path("accounts/programs/<int:pk>/secret/", new_secret, name="new_secret"),
    path("accounts/programs/keys/new/", new_key, name="new_key"),
    path("accounts/programs/keys/<int:pk>/revoke/", end_key, name="end_key"),
    path(".well-known/oauth-authorization-server", authorization_server, name="metadata"),
    path(".well-known/oauth-protected-resource/api", protected_resource, name="resource"),
    path(".well-known/jwks.json", keys, name="keys"),
]
