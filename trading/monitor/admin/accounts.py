"""Broker accounts with all that is known of them; takes the place of the core's page, which knows of no watch."""

from functools import partial

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path

from trading.admin.accounts import BrokerAccountAdmin
from trading.models import BrokerAccount
from trading.monitor.admin import account_page, monitor_page

admin.site.unregister(BrokerAccount)


@admin.register(BrokerAccount)
class MonitoredAccountAdmin(BrokerAccountAdmin):
    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [
            path("monitor/", self.page(monitor_page.show), name="monitor_accounts"),
            path("monitor/look/", self.page(monitor_page.look), name="monitor_look_at_all"),
            path("exposure/", self.page(monitor_page.show_exposure), name="monitor_exposure"),
            path("<int:pk>/curve/", self.page(account_page.show_curve), name="monitor_curve"),
            path("<int:pk>/look/", self.page(account_page.look), name="monitor_look"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        return account_page.show(
            request, object_id, self.admin_site.each_context(request), deeds_of=partial(self.deeds_of, request)
        )
