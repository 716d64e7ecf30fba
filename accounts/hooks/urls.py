"""Where people look after their webhooks."""

from django.urls import path

from accounts.hooks.views.hooks import again, change, hook, hooks, move, new_hook, rotate, test

app_name = "hooks"
urlpatterns = [
    path("", hooks, name="hooks"),
    path("new/", new_hook, name="new"),
    path("<int:pk>/", hook, name="hook"),
    path("<int:pk>/change/", change, name="change"),
    path("<int:pk>/rotate/", rotate, name="rotate"),
    path("<int:pk>/test/", test, name="test"),
    path("<int:pk>/switch-on/", move, {"action": "switch_on"}, name="switch_on"),
    path("<int:pk>/switch-off/", move, {"action": "switch_off"}, name="switch_off"),
    path("<int:pk>/remove/", move, {"action": "remove"}, name="remove"),
    path("<int:pk>/again/", again, name="all_again"),
    path("<int:pk>/messages/<int:message>/again/", again, name="again"),
]
