"""Lists of what brokers told: to be read, searched and filtered, never edited."""

from decimal import Decimal

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fidus.lib.money import Money
from fidus.templatetags.figures import amount


class ReadingAdmin(admin.ModelAdmin):
    actions = None
    list_per_page = 100
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def figure(value: Money | Decimal | int | None) -> SafeString:
    """A column of figures: set to the right under its head."""
    return format_html('<span class="num">{}</span>', amount(value) if isinstance(value, Money) else _plain(value))


def in_currency(value: Decimal | None, currency: str) -> SafeString:
    return figure(None if value is None else Money(value, currency))


def _plain(value: Decimal | int | None) -> str:
    return "–" if value is None else f"{value.normalize() if isinstance(value, Decimal) else value:f}"
