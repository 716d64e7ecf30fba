"""The portal page of fees, mounted under /portal/ in the namespace `portal`."""

from django.urls import path

from funds.fees.views.portal import investment_fees

urlpatterns = [path("investments/<str:number>/fees/", investment_fees, name="investment_fees")]
