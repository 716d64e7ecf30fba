"""The API's addresses of notices."""

from accounts.notices.rest.channels import Channels
from accounts.notices.rest.figure_alerts import FigureAlerts
from accounts.notices.rest.notices import Notices
from accounts.notices.rest.rules import Rules

RESOURCES = {
    "notice-channels": Channels,
    "notice-rules": Rules,
    "figure-alerts": FigureAlerts,
    "notices": Notices,
}
