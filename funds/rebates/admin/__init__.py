from funds.rebates.admin import agreements, invoices, runs

__all__ = ["agreements", "invoices", "runs"]
