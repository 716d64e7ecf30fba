from funds.redemptions.admin.redemptions import RedemptionAdmin

__all__ = ["RedemptionAdmin"]
