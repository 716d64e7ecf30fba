"""API keys of everybody; each is made by its owner alone."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from accounts.admin.deeds import Deed, DeedsAdmin
from accounts.admin.forms import ReasonForm
from accounts.gateway.errors import GatewayError
from accounts.gateway.models import ApiKey
from accounts.gateway.services.revoke_key import revoke_key
from accounts.models import User
from fidus.lib import clock
from fidus.templatetags.parts import badge


def _revoke(key: ApiKey, data: dict[str, Any], by: User) -> None:
    revoke_key(key, why=data["reason"], by=by)


@admin.register(ApiKey)
class ApiKeyAdmin(DeedsAdmin):
    list_display = ["prefix", "label", "strategy", "user", "standing", "expires_at", "last_used_at"]
    list_filter = [("revoked_at", admin.EmptyFieldListFilter)]
    search_fields = ["prefix", "label", "strategy", "user__email"]
    ordering = ["-made_at", "-pk"]
    fields = [
        "prefix", "label", "strategy", "user", "standing", "scopes", "networks", "made_at", "expires_at",
        "last_used_at", "last_address", "revoked_at", "revoked_by", "why",
    ]  # fmt: skip
    readonly_fields = fields
    refusals = (GatewayError,)
    deeds = (
        Deed(
            "revoke",
            "Revoke",
            "The key opens nothing from its next call on. Its owner can make another.",
            "The key is revoked.",
            "gateway.revoke_key",
            _revoke,
            ReasonForm,
            possible=lambda key: key.revoked_at is None,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiKey]:
        return super().get_queryset(request).select_related("user", "revoked_by")

    @admin.display(description="state")
    def standing(self, key: ApiKey) -> SafeString:
        if key.revoked_at is not None:
            return badge("closed", "Revoked")
        return badge("closed", "Expired") if key.expires_at <= clock.now() else badge("active", "Active")
