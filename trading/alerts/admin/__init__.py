from trading.alerts.admin.alerts import AlertAdmin
from trading.alerts.admin.rules import AlertRuleAdmin

__all__ = ["AlertAdmin", "AlertRuleAdmin"]
