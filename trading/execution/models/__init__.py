from trading.execution.models.lane import Lane

__all__ = ["Lane"]
