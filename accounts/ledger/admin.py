"""The ledger in the back office: to look at and to search, never to change."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from accounts.ledger.models import Account, ClosedPeriod, Entry, Leg
from accounts.ledger.selectors.balances import balances
from fidus.lib import clock
from fidus.lib.read_only_admin import ReadOnlyAdmin


class BalanceAsOf(admin.SimpleListFilter):
    """Any date may be put into the address; the usual ones are offered."""

    title = "balance as of"
    parameter_name = "as_of"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        today = clock.today()
        month_start = today.replace(day=1)
        ends = [date.fromordinal(month_start.toordinal() - 1), date(today.year - 1, 12, 31)]
        return [(end.isoformat(), f"{end:%d %b %Y}") for end in dict.fromkeys(ends)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset

    def date(self) -> date:
        try:
            return date.fromisoformat(self.value() or "")
        except ValueError:
            return clock.today()


@admin.register(Account)
class AccountAdmin(ReadOnlyAdmin):
    list_display = ["code", "label", "kind", "currency", "balance"]
    list_filter = ["kind", "currency", BalanceAsOf]
    search_fields = ["code", "label"]
    ordering = ["code"]
    fields = ["code", "label", "kind", "currency", "opened_at", "balance_today"]
    readonly_fields = ["balance_today"]

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        page = super().get_changelist_instance(request)
        chosen = next(spec for spec in page.filter_specs if isinstance(spec, BalanceAsOf))
        figures = balances([account.pk for account in page.result_list], as_of=chosen.date())
        for account in page.result_list:
            account.figure = figures[account.pk]
        return page

    @admin.display(description="balance")
    def balance(self, account: Any) -> str:
        return str(account.figure)

    @admin.display(description="balance today")
    def balance_today(self, account: Account) -> str:
        return str(balances([account.pk], as_of=clock.today())[account.pk])


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    list_display = ["id", "value_on", "booked_on", "kind", "text", "key", "sealed"]
    list_filter = ["kind", ("value_on", admin.DateFieldListFilter), ("booked_on", admin.DateFieldListFilter)]
    search_fields = ["key", "text", "legs__account__code__startswith"]
    date_hierarchy = "value_on"
    ordering = ["-id"]
    show_full_result_count = False
    list_select_related = ["seal"]
    fields = [
        "key", "kind", "text", "value_on", "booked_on", "recorded_at", "by", "event", "reverses", "reversed_by",
        "legs", "sealed", "hash",
    ]  # fmt: skip
    readonly_fields = ["reversed_by", "legs", "sealed", "hash"]

    @admin.display(description="legs")
    def legs(self, entry: Entry) -> SafeString:
        legs = Leg.objects.filter(entry=entry).select_related("account").order_by("position")
        return format_html_join("\n", "<p>{} {}</p>", ((leg.account.code, leg.money) for leg in legs))

    @admin.display(description="seal")
    def sealed(self, entry: Entry) -> int | None:
        seal = getattr(entry, "seal", None)
        return seal and int(seal.number)

    @admin.display(description="hash")
    def hash(self, entry: Entry) -> str:
        seal = getattr(entry, "seal", None)
        return bytes(seal.hash).hex() if seal else ""

    @admin.display(description="reversed by")
    def reversed_by(self, entry: Entry) -> Entry | None:
        return entry.reversals.first()


@admin.register(ClosedPeriod)
class ClosedPeriodAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "closed_at", "by", "reason"]
    list_select_related = ["by"]
