"""Where messages are posted to."""

from django.urls import path

from trading.signals.views.take_webhook import take_webhook

urlpatterns = [path("<str:secret>", take_webhook, name="take_webhook")]
