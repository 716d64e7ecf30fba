"""Addresses that bridges call. Outside /api/: they are signed, not logged in, and come by the hundred a second."""

from django.urls import path

from trading.watch.views.push_mt5 import push_mt5

urlpatterns = [path("push/mt5/<int:gateway>", push_mt5, name="push_mt5")]
