from trading.alerts.models.alert import Alert
from trading.alerts.models.rule import AlertRule
from trading.alerts.models.watermark import Watermark

__all__ = ["Alert", "AlertRule", "Watermark"]
