"""Addresses that brokers call."""

from django.urls import path

from trading.connections.views.kite_postback import kite_postback

urlpatterns = [path("postbacks/kite/<int:gateway>", kite_postback, name="kite_postback")]
