"""The life of a rebate invoice: issued, received in full or with a difference, settled (drawn in docs/states.md)."""

from __future__ import annotations

from enum import StrEnum


class InvoiceState(StrEnum):
    ISSUED = "issued"
    DIFFERENT = "different"
    SETTLED = "settled"
    CANCELLED = "cancelled"


class InvoiceAction(StrEnum):
    RECEIVE_ALL = "receive all"
    RECEIVE_ANOTHER_SUM = "receive another sum"
    WRITE_OFF = "write off"
    CANCEL = "cancel"


TRANSITIONS: dict[tuple[InvoiceState, InvoiceAction], InvoiceState] = {
    (InvoiceState.ISSUED, InvoiceAction.RECEIVE_ALL): InvoiceState.SETTLED,
    (InvoiceState.ISSUED, InvoiceAction.RECEIVE_ANOTHER_SUM): InvoiceState.DIFFERENT,
    (InvoiceState.ISSUED, InvoiceAction.CANCEL): InvoiceState.CANCELLED,
    (InvoiceState.DIFFERENT, InvoiceAction.RECEIVE_ALL): InvoiceState.SETTLED,
    (InvoiceState.DIFFERENT, InvoiceAction.RECEIVE_ANOTHER_SUM): InvoiceState.DIFFERENT,
    (InvoiceState.DIFFERENT, InvoiceAction.WRITE_OFF): InvoiceState.SETTLED,
}


class IllegalInvoiceAction(ValueError):
    """The invoice is in a state in which this cannot be done."""


def after(state: InvoiceState, action: InvoiceAction) -> InvoiceState:
    """The state that `action` leads to; raises IllegalInvoiceAction if it cannot be done from `state`."""
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        raise IllegalInvoiceAction(f"an invoice that is {state} cannot {action}") from None
