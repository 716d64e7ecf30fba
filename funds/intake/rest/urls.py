"""The API's addresses of files that are brought in."""

from funds.intake.rest.runs import IntakeRows, IntakeRuns, IntakeTrials

RESOURCES = {"intake-runs": IntakeRuns, "intake-rows": IntakeRows, "intake-trials": IntakeTrials}
