from funds.fees.models.charge import Crystallisation, FeeCharge
from funds.fees.models.run import FeeRun, FeeRunRow
from funds.fees.models.schedule import FeeSchedule
from funds.fees.models.standing import FeePoint, FeeStanding

__all__ = ["Crystallisation", "FeeCharge", "FeePoint", "FeeRun", "FeeRunRow", "FeeSchedule", "FeeStanding"]
