"""The portal pages of funds, mounted under /portal/ in the namespace `portal`."""

from django.urls import path

from funds.views.portal.activity import activity
from funds.views.portal.calendar import calendar
from funds.views.portal.investment import investment
from funds.views.portal.overview import investments, overview

urlpatterns = [
    path("", overview, name="overview"),
    path("investments/", investments, name="investments"),
    path("investments/<str:number>/", investment, name="investment"),
    path("activity/", activity, name="activity"),
    path("calendar/", calendar, name="calendar"),
]
