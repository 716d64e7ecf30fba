from funds.redemptions.models.redemption import Occasion, Redemption

__all__ = ["Occasion", "Redemption"]
