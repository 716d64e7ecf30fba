"""Which address leads where."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("backoffice/", admin.site.urls),
    path("portal/", include("fidus.portal_urls")),
]
