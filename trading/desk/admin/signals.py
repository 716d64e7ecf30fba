"""Signals, each with its journey: takes the place of the list's own page, which knows of no orders."""

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path

from trading.desk.admin import desk_page, journey_page
from trading.signals.admin.signals import SignalAdmin
from trading.signals.models import Signal

admin.site.unregister(Signal)


@admin.register(Signal)
class SignalOnItsWay(SignalAdmin):
    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [
            path("desk/", self.page(desk_page.show), name="desk_desk"),
            path("desk/switch/", self.page(desk_page.switch), name="desk_switch"),
            path("journey/<int:pk>/", self.page(journey_page.show), name="desk_journey"),
            path("journey/order/<str:reference>/", self.page(journey_page.show_order), name="desk_order"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        if not object_id.isdecimal() or len(object_id) > 18:
            raise Http404
        return journey_page.show(request, pk=int(object_id), site_context=self.admin_site.each_context(request))
