"""One search over what people ask for by name or number, by the search fields of their admin lists."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.apps import apps
from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst

SHOWN_OF_EACH = 8
# In the order people look for them.
KINDS = (
    "accounts.Client",
    "funds.Investment",
    "trading.BrokerAccount",
    "crm.Prospect",
    "compliance.KycCase",
    "redemptions.Redemption",
    "funds.Statement",
    "wallets.Destination",
    "wallets.Payment",
    "rebates.RebateInvoice",
    "correspondence.Conversation",
    "trading.ReportImport",
    "accounts.User",
)


@dataclass(frozen=True)
class Found:
    heading: str
    # Name, address, and whose it is where the name does not say.
    rows: list[tuple[str, str, str]]
    more: str


def search_everything(site: AdminSite, request: HttpRequest, text: str) -> list[Found]:
    """Groups of records, each from the very list that its admin page would show this reader."""
    groups = []
    for kind in KINDS:
        model = apps.get_model(kind) if _exists(kind) else None
        model_admin = site._registry.get(model) if model else None
        if model_admin is None or not model_admin.search_fields or not model_admin.has_view_permission(request):
            continue
        found, many = model_admin.get_search_results(request, model_admin.get_queryset(request), text)
        of_a_client = any(field.name == "client" for field in model._meta.concrete_fields)
        found = found.select_related("client") if of_a_client else found
        rows = list((found.distinct() if many else found)[: SHOWN_OF_EACH + 1])
        if not rows:
            continue
        here = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        more = f"{reverse(f'{here}_changelist')}?{urlencode({'q': text})}" if len(rows) > SHOWN_OF_EACH else ""
        entries = [
            (str(row), reverse(f"{here}_change", args=[row.pk]), str((of_a_client and row.client) or ""))
            for row in rows[:SHOWN_OF_EACH]
        ]
        groups.append(Found(capfirst(model._meta.verbose_name_plural), entries, more))
    return groups


def _exists(kind: str) -> bool:
    label, name = kind.split(".")
    return name.lower() in apps.all_models[label]
