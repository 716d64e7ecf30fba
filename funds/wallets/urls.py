"""The portal pages of the wallets, mounted under /portal/wallets/ in the namespace `portal`."""

from django.urls import path

from funds.wallets.views.endings import retire_wallet, stop_interest_to, stop_wallet
from funds.wallets.views.interest import interest_to
from funds.wallets.views.portal import add_wallet, wallets

urlpatterns = [
    path("", wallets, name="wallets"),
    path("add/", add_wallet, name="wallet_add"),
    path("interest/<int:pk>/stop/", stop_interest_to, name="interest_to_stop"),
    path("interest/<str:currency>/", interest_to, name="interest_to"),
    path("<int:pk>/stop/", stop_wallet, name="wallet_stop"),
    path("<int:pk>/retire/", retire_wallet, name="wallet_retire"),
]
