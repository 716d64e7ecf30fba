"""The API's addresses of fees."""

from funds.fees.rest.charges import Charges
from funds.fees.rest.runs import RunRows, Runs
from funds.fees.rest.schedules import Schedules

RESOURCES = {"fee-schedules": Schedules, "fee-runs": Runs, "fee-run-rows": RunRows, "fee-charges": Charges}
