from funds.fees.admin.charges import FeeChargeAdmin
from funds.fees.admin.runs import FeeRunAdmin
from funds.fees.admin.schedules import FeeScheduleAdmin

__all__ = ["FeeChargeAdmin", "FeeRunAdmin", "FeeScheduleAdmin"]
