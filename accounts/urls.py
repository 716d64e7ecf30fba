"""The front door and the way in."""

from django.urls import path

from accounts.views.accept_invitation import accept
from accounts.views.home import home

urlpatterns = [
    path("", home, name="home"),
    path("invitation/<str:token>/", accept, name="accept_invitation"),
]
