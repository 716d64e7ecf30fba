"""What people lent programs."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin.deeds import Deed, DeedsAdmin
from accounts.admin.forms import ReasonForm
from accounts.gateway.errors import GatewayError
from accounts.gateway.models import Lending
from accounts.gateway.services.end_lending import end_lending
from accounts.models import User


def _end(lending: Lending, data: dict[str, Any], by: User) -> None:
    end_lending(lending, why=data["reason"], by=by)


@admin.register(Lending)
class LendingAdmin(DeedsAdmin):
    list_display = ["__str__", "lent_at", "refreshed_at", "until", "ended_at", "why"]
    list_filter = ["program", ("ended_at", admin.EmptyFieldListFilter)]
    search_fields = ["user__email", "program__application__name"]
    ordering = ["-lent_at", "-pk"]
    fields = ["user", "program", "scopes", "lent_at", "refreshed_at", "until", "ended_at", "why"]
    readonly_fields = fields
    refusals = (GatewayError,)
    deeds = (
        Deed(
            "end",
            "End",
            "The program can do nothing more for this person from its next call on; the person can agree anew.",
            "This has ended.",
            "gateway.register_program",
            _end,
            ReasonForm,
            possible=lambda lending: lending.ended_at is None,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Lending]:
        return super().get_queryset(request).select_related("user", "program__application")
