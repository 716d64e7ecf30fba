from trading.monitor.admin.accounts import MonitoredAccountAdmin

__all__ = ["MonitoredAccountAdmin"]
