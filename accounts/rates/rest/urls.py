"""The API's addresses of exchange rates."""

from accounts.rates.rest.imports import Contradictions, FeedAttempts, RateImports
from accounts.rates.rest.overrides import Overrides
from accounts.rates.rest.rates import Rates
from accounts.rates.rest.revaluations import Revaluations

RESOURCES = {
    "rates": Rates,
    "rate-imports": RateImports,
    "rate-contradictions": Contradictions,
    "rate-feed-attempts": FeedAttempts,
    "rate-overrides": Overrides,
    "revaluations": Revaluations,
}
