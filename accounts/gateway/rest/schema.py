"""The description of the API in OpenAPI 3.1, from the resources themselves."""

from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers
from rest_framework.permissions import SAFE_METHODS

from accounts.gateway.domain import scopes
from accounts.gateway.rest.deprecation import deprecated_fields, deprecation_of
from accounts.gateway.rest.idempotency import HEADER
from accounts.gateway.rest.looks import Look
from accounts.gateway.rest.records import Figures, Order, Record, office_fields
from accounts.gateway.rest.resource import Operation, Resource
from fidus.lib.problem_details import CONTENT_TYPE


class TokenWay(OpenApiAuthenticationExtension):
    """OAuth 2.0 as the description tells of it."""

    target_class = "accounts.gateway.rest.authentication.ProgramLogin"
    name = ["oauth2", "apiKey"]

    def get_security_requirement(self, auto_schema: AutoSchema) -> Any:
        return [{"oauth2": []}, {"apiKey": []}]

    def get_security_definition(self, auto_schema: AutoSchema) -> list[dict[str, Any]]:
        ends = {"tokenUrl": "/oauth/token", "refreshUrl": "/oauth/token", "scopes": scopes.explained()}
        flows = {
            "authorizationCode": {"authorizationUrl": "/oauth/authorize", **ends},
            "clientCredentials": {"tokenUrl": "/oauth/token", "scopes": scopes.explained()},
        }
        words = "`Api-Key fidus_...`: a key that a person made under Security, Programs."
        key = {"type": "apiKey", "in": "header", "name": "Authorization", "description": words}
        return [{"type": "oauth2", "flows": flows}, key]


class SessionWay(OpenApiAuthenticationExtension):
    """The session of the browser, for trying operations out on the page."""

    target_class = "accounts.gateway.rest.authentication.SessionLogin"
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}


class ProblemField(serializers.Serializer):
    """Where in the request something is wrong, as a JSON pointer, and what."""

    pointer = serializers.CharField()
    detail = serializers.CharField()


class ProblemDetails(serializers.Serializer):
    """An error as RFC 9457 describes it."""

    type = serializers.CharField(help_text="An address that explains this kind of problem.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="What happened, for a person.")
    errors = ProblemField(many=True, required=False)


_PROBLEMS = {
    400: "The request is not as described",
    401: "Nobody is logged in, or the token is not good",
    403: "The login, the token's scopes or four eyes do not allow it",
    404: "Not there, or not the caller's",
    405: "The address does not take this method; Allow says which",
    406: "JSON is the only answer there is",
    409: "Refused as things stand, or the first call with this key is still at work",
    412: "The record changed since the caller looked",
    413: "Larger than is taken",
    415: "A content type that the operation does not read",
    422: "The key came with another call before, or a file is harmful",
    429: "Too many requests; Retry-After says when to come again",
    503: "Something the call needs does not answer just now: the virus scanner, or a database",
}
_OF_A_LOOK = (400, 401, 403, 404, 405, 406, 409, 429)
_KEY = OpenApiParameter(
    HEADER,
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="A new one for each new call; the same call under the same key is done once and answered the same.",
    pattern=r"^[!-~]{1,255}$",
)
_MATCH = OpenApiParameter("If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, description="The ETag that was seen.")
_HELD = OpenApiParameter(
    "If-None-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, description="The ETag that the caller holds."
)
_ETAG = OpenApiParameter(
    "ETag", OpenApiTypes.STR, OpenApiParameter.HEADER, required=True, response=[200], description="Tells answers apart."
)
_UNCHANGED = OpenApiResponse(description="The answer that the caller holds")
_FIELDS = OpenApiParameter("fields", OpenApiTypes.STR, description="Only these fields, comma separated.")


class ResourceSchema(AutoSchema):
    """Adds what every resource has in common: keys, tags, problems, scopes, who may call."""

    def _called(self) -> Operation | None:
        return self.view.operation_called() if isinstance(self.view, Resource) else None

    def _look(self) -> Look | None:
        return self.view.look_called() if isinstance(self.view, Resource) else None

    def get_operation_id(self) -> str:
        if not isinstance(self.view, Resource):
            return super().get_operation_id()
        verb = {"retrieve": "get", "metadata": "options"}.get(self.view.action, self.view.action)
        return f"{self.view.basename.replace('/', '_').replace('-', '_')}_{verb}"

    def get_override_parameters(self) -> list[Any]:
        if not isinstance(self.view, Resource):
            return []
        called, look = self._called(), self._look()
        if look is not None:
            asked = [look.asks] if look.asks().fields else []
            return [*asked, _FIELDS, _HELD, _ETAG] if look.gives else asked
        if called is None:
            return [_FIELDS, _HELD, _ETAG]
        return [_KEY, _MATCH] if self.path.count("{") else [_KEY]

    def get_serializer_name(self, serializer: Any, direction: str) -> str:
        """With the name of its app, since two apps may well call a record of theirs the same."""
        name: str = super().get_serializer_name(serializer, direction)
        app = type(serializer).__module__.rpartition(".rest.")[0].rpartition(".")[2]
        return f"{app.capitalize()}{name}" if app else name

    def get_tags(self) -> list[str]:
        return [self.view.kind] if isinstance(self.view, Resource) else super().get_tags()

    def get_description(self) -> str:
        text = super().get_description() or ""
        if not isinstance(self.view, Resource):
            return text
        scope = (scopes.read if self.method in SAFE_METHODS else scopes.write)(self.view.kind)
        staff = self.view.permissions_needed()
        who = [f"staff with {', '.join(f'`{right}`' for right in staff)}"] if staff else []
        who += ["staff, of what is their own"] if staff == [] else []
        who += ["clients, of what is theirs"] if self.view.open_to_clients() else []
        ends = deprecation_of(self.view)
        warning = f"\n\n**{ends.words}**" if ends else ""
        return f"{text}\n\nScope `{scope}`; open to {' and '.join(who)}.{warning}"

    def is_deprecated(self) -> bool:
        return isinstance(self.view, Resource) and deprecation_of(self.view) is not None

    def get_request_serializer(self) -> Any:
        called = self._called()
        return super().get_request_serializer() if called is None else called.takes

    def get_response_serializers(self) -> Any:
        called, look = self._called(), self._look()
        if called is None and not isinstance(self.view, Resource):
            return super().get_response_serializers()
        problem = {
            (status, CONTENT_TYPE): OpenApiResponse(ProblemDetails, description=text)
            for status, text in _PROBLEMS.items()
            if called is not None or status in _OF_A_LOOK
        }
        if look is not None:
            if look.gives is None:
                return {(200, *look.media): OpenApiTypes.BINARY, **problem}
            return {200: look.gives(many=look.many), 304: _UNCHANGED, **problem}
        if called is None:
            return {200: super().get_response_serializers(), 304: _UNCHANGED, **problem}
        return {called.status: called.gives or self.view.serializer_class, **problem}

    def _postprocess_serializer_schema(self, schema: Any, serializer: Any, direction: str) -> Any:
        if isinstance(serializer, Record | Figures) and direction == "response":
            # `fields` may leave any of them out.
            schema.pop("required", None)
            for name in office_fields(serializer):
                if "$ref" not in schema["properties"][name]:
                    schema["properties"][name]["description"] = "Shown to the office alone."
            for name, ends in deprecated_fields(serializer).items():
                schema["properties"][name] |= {"deprecated": True, "description": ends.words}
        if isinstance(serializer, Order) and direction == "request":
            schema["additionalProperties"] = False
        return super()._postprocess_serializer_schema(schema, serializer, direction)

    def get_auth(self) -> list[Any]:
        found = super().get_auth()
        if not isinstance(self.view, Resource):
            return found
        scope = (scopes.read if self.method in SAFE_METHODS else scopes.write)(self.view.kind)
        return [{name: [scope] if name == "oauth2" else needed for name, needed in way.items()} for way in found]
