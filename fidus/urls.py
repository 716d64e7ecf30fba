"""Which address leads where."""

from django.contrib import admin
from django.urls import include, path

from fidus import health
from funds.views.verify_statement import verify_statement

admin.autodiscover()
urlpatterns = [
    path("api/health", health.alive, name="health"),
    path("api/health/ready", health.ready, name="ready"),
    path("api/", include("trading.connections.urls")),
    path("api/", include("fidus.api_urls")),
    path("", include("trading.watch.urls")),
    path("", include("accounts.urls")),
    path("accounts/", include("accounts.login.urls")),
    path("", include("accounts.gateway.urls")),
    path("accounts/hooks/", include("accounts.hooks.urls")),
    path("accounts/notices/", include("accounts.notices.urls")),
    path("accounts/", include("allauth.urls")),
    path("backoffice/", admin.site.urls),
    path("portal/", include("fidus.portal_urls")),
    path("signals/", include("trading.signals.urls")),
    path("verify/<str:number>", verify_statement, name="verify_statement"),
]

handler400 = "fidus.errors.bad_request"
handler403 = "fidus.errors.forbidden"
handler404 = "fidus.errors.not_found"
handler500 = "fidus.errors.failed"
