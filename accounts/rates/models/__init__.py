from accounts.rates.models.contradiction import Contradiction
from accounts.rates.models.euro_rate import EuroRate
from accounts.rates.models.feed_attempt import FeedAttempt, Outcome
from accounts.rates.models.rate_import import RateImport
from accounts.rates.models.rate_override import RateOverride
from accounts.rates.models.revaluation import Revaluation

__all__ = ["Contradiction", "EuroRate", "FeedAttempt", "Outcome", "RateImport", "RateOverride", "Revaluation"]
