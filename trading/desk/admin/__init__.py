from trading.desk.admin.signals import SignalOnItsWay
from trading.desk.admin.strategies import StrategyAtWork

__all__ = ["SignalOnItsWay", "StrategyAtWork"]
