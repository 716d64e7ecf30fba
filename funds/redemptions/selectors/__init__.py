from funds.redemptions.selectors.calendar import WindowAhead, by_currency, windows_ahead
from funds.redemptions.selectors.coming import ComingRedemption, coming_redemptions

__all__ = ["ComingRedemption", "WindowAhead", "by_currency", "coming_redemptions", "windows_ahead"]
