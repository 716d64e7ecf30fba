"""How far trading is let: everything, only what makes positions smaller, or nothing but cancels."""

from enum import StrEnum


class SwitchState(StrEnum):
    """In the order of strength; of several that concern an order the strongest holds."""

    ACTIVE = "active"
    REDUCING = "reducing"
    HALTED = "halted"


SWITCHES: dict[tuple[str, str], str] = {
    (SwitchState.ACTIVE, "reduce"): SwitchState.REDUCING,
    (SwitchState.ACTIVE, "halt"): SwitchState.HALTED,
    (SwitchState.REDUCING, "halt"): SwitchState.HALTED,
    (SwitchState.HALTED, "reduce"): SwitchState.REDUCING,
    (SwitchState.HALTED, "resume"): SwitchState.ACTIVE,
    (SwitchState.REDUCING, "resume"): SwitchState.ACTIVE,
}
_STRENGTH = (SwitchState.ACTIVE, SwitchState.REDUCING, SwitchState.HALTED)


def strongest(*states: SwitchState) -> SwitchState:
    """Active where none is given."""
    return max(states, key=_STRENGTH.index, default=SwitchState.ACTIVE)
