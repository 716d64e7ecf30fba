from funds.admin.statement_runs import StatementBatchAdmin
from funds.admin.statements import StatementAdmin

__all__ = ["StatementAdmin", "StatementBatchAdmin"]
