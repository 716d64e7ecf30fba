from funds.rebates.models.agreement import RebateAgreement, RebateTerms
from funds.rebates.models.invoice import RebateInvoice, RebateReceipt
from funds.rebates.models.run import RebatedDeal, RebateLine, RebateRun

__all__ = [
    "RebateAgreement",
    "RebateInvoice",
    "RebateLine",
    "RebateReceipt",
    "RebateRun",
    "RebateTerms",
    "RebatedDeal",
]
