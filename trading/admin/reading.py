"""Lists of what brokers told: to be read, searched and filtered, never edited."""

from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString

from fidus.lib.money import Money
from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.templatetags.figures import amount


class ReadingAdmin(ReadOnlyAdmin):
    list_per_page = 100
    show_full_result_count = False


def figure(value: Money | Decimal | int | None) -> SafeString:
    """A column of figures: set to the right under its head."""
    return format_html('<span class="num">{}</span>', amount(value) if isinstance(value, Money) else _plain(value))


def in_currency(value: Decimal | None, currency: str) -> SafeString:
    """A valuation, like the floating result of a position, may be finer than the currency and is rounded."""
    return figure(None if value is None else Money.rounded(value, currency))


def _plain(value: Decimal | int | None) -> str:
    return "–" if value is None else f"{value.normalize() if isinstance(value, Decimal) else value:f}"
