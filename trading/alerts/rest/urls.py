"""The API's addresses of alerts."""

from trading.alerts.rest.alerts import AlertRules, Alerts

RESOURCES = {"alerts": Alerts, "alert-rules": AlertRules}
