"""The clients' portal: one namespace, `portal:`, shared by the apps; each lists its own pages in its urls.py."""

from django.urls import include, path

app_name = "portal"
urlpatterns = [
    path("", include("funds.urls")),
    path("", include("funds.fees.urls")),
    path("", include("compliance.urls")),
    path("", include("funds.performance.urls")),
    path("", include("crm.correspondence.urls")),
    path("wallets/", include("funds.wallets.urls")),
    path("redeem/", include("funds.redemptions.urls")),
    path("statements/", include("funds.views.portal.statements_urls")),
]
