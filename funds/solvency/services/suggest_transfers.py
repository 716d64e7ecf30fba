from datetime import date

from fidus.lib.money import minor_units
from funds.solvency.domain.inputs import Inputs
from funds.solvency.domain.suggestion_states import SuggestionState
from funds.solvency.domain.transfers import places, suggest
from funds.solvency.models import SolvencyRun, TransferSuggestion


def suggest_transfers(*, run: SolvencyRun, facts: Inputs) -> list[TransferSuggestion]:
    """Write down what a finished run suggests; a what-if suggests nothing, as its money is not there."""
    if run.purpose == SolvencyRun.Purpose.WHAT_IF or run.result is None:
        return []
    found = places(facts, run.result["account_risk"])
    first = date.fromisoformat(run.result["windows"][0]["on"])
    minor = 10 ** minor_units(run.currency)
    return TransferSuggestion.objects.bulk_create(
        TransferSuggestion(
            run=run,
            source=transfer.source.key,
            source_name=transfer.source.name,
            target=transfer.target.key,
            target_name=transfer.target.name,
            currency=run.currency,
            amount_minor=transfer.amount * minor,
            why=transfer.why,
            state=SuggestionState.SUGGESTED,
        )
        for transfer in suggest(found, run.told, until=first)
    )
