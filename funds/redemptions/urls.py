"""The portal's pages of redemptions, mounted under /portal/redeem/ in the namespace `portal`."""

from django.urls import path

from funds.redemptions.views.cancel import cancel
from funds.redemptions.views.overview import redemptions
from funds.redemptions.views.redeem import redeem

urlpatterns = [
    path("", redemptions, name="redemptions"),
    path("<str:number>/", redeem, name="redeem"),
    path("requests/<str:number>/cancel/", cancel, name="redemption_cancel"),
]
