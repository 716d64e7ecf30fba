from funds.models.account_mapping import AccountMapping
from funds.models.accrual import Accrual, AccrualRun
from funds.models.interest_payout import InterestPayout
from funds.models.investment import InterestMode, Investment
from funds.models.operating_cost import OperatingCost
from funds.models.product import Product, TermsVersion
from funds.models.reduction import Reduction
from funds.models.statement import Statement
from funds.models.statement_batch import StatementBatch, StatementBatchRow

__all__ = [
    "AccountMapping",
    "Accrual",
    "AccrualRun",
    "InterestMode",
    "InterestPayout",
    "Investment",
    "OperatingCost",
    "Product",
    "Reduction",
    "Statement",
    "StatementBatch",
    "StatementBatchRow",
    "TermsVersion",
]
