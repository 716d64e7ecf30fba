from accounts.rates.admin import imports, overrides, rates, revaluations

__all__ = ["imports", "overrides", "rates", "revaluations"]
