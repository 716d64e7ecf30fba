"""The portal pages of funds, mounted under /portal/ in the namespace `portal`."""

from django.urls import path

from funds.views.portal.accounts import accounts
from funds.views.portal.activity import activity
from funds.views.portal.calendar import calendar
from funds.views.portal.investment import investment
from funds.views.portal.overview import investments, overview
from funds.views.portal.trades import trades

urlpatterns = [
    path("", overview, name="overview"),
    path("investments/", investments, name="investments"),
    path("investments/<str:number>/", investment, name="investment"),
    path("investments/<str:number>/accounts/", accounts, name="investment_accounts"),
    path("investments/<str:number>/trades/", trades, name="investment_trades"),
    path("activity/", activity, name="activity"),
    path("calendar/", calendar, name="calendar"),
]
