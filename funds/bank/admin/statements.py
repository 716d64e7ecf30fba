"""What banks stated, and whether it ties."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.templatetags.figures import day, money
from fidus.templatetags.parts import badge
from funds.bank.models import BankStatement

_TIES = {"ties": ("passed", "Ties"), "differs": ("failed", "Does not tie"), "unknown": ("waiting", "No balances")}


@admin.register(BankStatement)
class BankStatementAdmin(ReadOnlyAdmin):
    list_display = ["account", "label", "start", "until", "opens", "closes", "tie_state", "tie_reason", "entries"]
    list_filter = ["account", "tie", "kind"]
    search_fields = ["reference", "number", "account__name"]
    date_hierarchy = "end_on"

    def get_queryset(self, request: HttpRequest) -> QuerySet[BankStatement]:
        return super().get_queryset(request).select_related("account", "brought_by")

    @admin.display(description="statement", ordering="number")
    def label(self, statement: BankStatement) -> str:
        return str(statement)

    @admin.display(description="from", ordering="start_on")
    def start(self, statement: BankStatement) -> str:
        return day(statement.start_on)

    @admin.display(description="to", ordering="end_on")
    def until(self, statement: BankStatement) -> str:
        return day(statement.end_on)

    @admin.display(description="opens with")
    def opens(self, statement: BankStatement) -> str:
        return money(statement.opening)

    @admin.display(description="closes with")
    def closes(self, statement: BankStatement) -> str:
        return money(statement.closing)

    @admin.display(description="balances", ordering="tie")
    def tie_state(self, statement: BankStatement) -> SafeString:
        return badge(*_TIES[statement.tie])
