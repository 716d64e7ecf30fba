"""The life of a conversation: whose turn it is, or closed (drawn in docs/states.md)."""

from enum import StrEnum


class ConversationState(StrEnum):
    FOR_OFFICE = "for_office"
    FOR_CLIENT = "for_client"
    CLOSED = "closed"


class ConversationAction(StrEnum):
    CLIENT_WRITES = "client_writes"
    OFFICE_WRITES = "office_writes"
    CLOSE = "close"


_OFFICE, _CLIENT, _CLOSED = ConversationState
# A closed conversation opens again when somebody writes in it: nobody is asked to repeat what was said.
TRANSITIONS: dict[tuple[ConversationState, ConversationAction], ConversationState] = {
    (_OFFICE, ConversationAction.CLIENT_WRITES): _OFFICE,
    (_OFFICE, ConversationAction.OFFICE_WRITES): _CLIENT,
    (_OFFICE, ConversationAction.CLOSE): _CLOSED,
    (_CLIENT, ConversationAction.CLIENT_WRITES): _OFFICE,
    (_CLIENT, ConversationAction.OFFICE_WRITES): _CLIENT,
    (_CLIENT, ConversationAction.CLOSE): _CLOSED,
    (_CLOSED, ConversationAction.CLIENT_WRITES): _OFFICE,
    (_CLOSED, ConversationAction.OFFICE_WRITES): _CLIENT,
}


def after(state: str, action: ConversationAction) -> ConversationState | None:
    """The state that `action` leads to, or None where it is not allowed."""
    return TRANSITIONS.get((ConversationState(state), action))
