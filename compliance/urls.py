"""The portal pages of compliance, mounted under /portal/ in the namespace `portal`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
