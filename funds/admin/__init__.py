from funds.admin.accrual_runs import AccrualRunAdmin
from funds.admin.costs import OperatingCostAdmin
from funds.admin.investments import InvestmentAdmin
from funds.admin.payouts import InterestPayoutAdmin
from funds.admin.products import ProductAdmin
from funds.admin.statement_runs import StatementBatchAdmin
from funds.admin.statements import StatementAdmin

__all__ = [
    "AccrualRunAdmin",
    "InterestPayoutAdmin",
    "InvestmentAdmin",
    "OperatingCostAdmin",
    "ProductAdmin",
    "StatementAdmin",
    "StatementBatchAdmin",
]
