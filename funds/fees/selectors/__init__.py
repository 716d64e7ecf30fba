"""What other rooms of the back office may ask of fees."""

from funds.fees.domain.charges import Charge
from funds.fees.selectors.redemption import early_redemption_allowed, redemption_charges

__all__ = ["Charge", "early_redemption_allowed", "redemption_charges"]
