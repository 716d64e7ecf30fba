"""The portal pages of the correspondence, mounted under /portal/ in the namespace `portal`."""

from django.urls import path

from crm.correspondence.views import portal

urlpatterns = [
    path("messages/", portal.conversations, name="messages"),
    path("messages/<int:pk>/", portal.conversation, name="conversation"),
]
