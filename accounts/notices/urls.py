"""Where people look after their notices."""

from django.urls import path

from accounts.notices.views.channels import (
    again,
    channel,
    choose_way,
    confirm,
    move,
    new_channel,
    resume,
    send_code,
    test,
)
from accounts.notices.views.figures import choose_figure, move_alert, new_alert
from accounts.notices.views.notices import habits, notices, told
from accounts.notices.views.rules import change_rule, end, new_rule

app_name = "notices"
urlpatterns = [
    path("", notices, name="notices"),
    path("told/", told, name="told"),
    path("habits/", habits, name="habits"),
    path("channels/new/", choose_way, name="choose_way"),
    path("channels/new/<slug:way>/", new_channel, name="new_channel"),
    path("channels/<int:pk>/", channel, name="channel"),
    path("channels/<int:pk>/confirm/", confirm, name="confirm"),
    path("channels/<int:pk>/code/", send_code, name="code"),
    path("channels/<int:pk>/test/", test, name="test"),
    path("channels/<int:pk>/pause/", move, {"action": "pause"}, name="pause"),
    path("channels/<int:pk>/resume/", resume, name="resume"),
    path("channels/<int:pk>/remove/", move, {"action": "remove"}, name="remove"),
    path("channels/<int:pk>/again/", again, name="again"),
    path("rules/new/", new_rule, name="new_rule"),
    path("rules/<int:pk>/", change_rule, name="rule"),
    path("rules/<int:pk>/end/", end, name="end_rule"),
    path("figures/new/", choose_figure, name="choose_figure"),
    path("figures/new/<slug:figure>/", new_alert, name="new_alert"),
    path("figures/<int:pk>/switch-off/", move_alert, {"action": "switch_off"}, name="switch_off"),
    path("figures/<int:pk>/switch-on/", move_alert, {"action": "switch_on"}, name="switch_on"),
    path("figures/<int:pk>/remove/", move_alert, {"action": "remove"}, name="remove_alert"),
]
