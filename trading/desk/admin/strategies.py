"""Strategies, each with what it sent and made: takes the place of the list's own page, which knows of no orders."""

from functools import partial

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path

from trading.desk.admin import strategy_pages
from trading.signals.admin.strategies import StrategyAdmin
from trading.signals.models import Strategy

admin.site.unregister(Strategy)


@admin.register(Strategy)
class StrategyAtWork(StrategyAdmin):
    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [
            path("mine/", self.page(strategy_pages.show_all), name="desk_strategies"),
            path("<int:pk>/curve/", self.page(strategy_pages.show_curve), name="desk_curve"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        return strategy_pages.show(
            request, object_id, self.admin_site.each_context(request), deeds_of=partial(self.deeds_of, request)
        )
