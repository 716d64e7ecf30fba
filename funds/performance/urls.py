"""The portal page of performance, mounted under /portal/ in the namespace `portal`."""

from django.urls import path

from funds.performance.views.portal import performance

urlpatterns = [path("performance/", performance, name="performance")]
