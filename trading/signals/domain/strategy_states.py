"""The life of a strategy (drawn in docs/states.md): a draft takes nothing, a paused one's signals are declined."""

from enum import StrEnum


class StrategyState(StrEnum):
    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    RETIRED = "retired"


# A paused strategy's signals are taken, so that the refusal stands among its decisions.
TAKES_SIGNALS = (StrategyState.ACTIVE, StrategyState.PAUSED)

TABLE: dict[tuple[str, str], str] = {
    (StrategyState.DRAFT, "activate"): StrategyState.ACTIVE,
    (StrategyState.ACTIVE, "pause"): StrategyState.PAUSED,
    (StrategyState.PAUSED, "resume"): StrategyState.ACTIVE,
    (StrategyState.DRAFT, "retire"): StrategyState.RETIRED,
    (StrategyState.ACTIVE, "retire"): StrategyState.RETIRED,
    (StrategyState.PAUSED, "retire"): StrategyState.RETIRED,
}
