from crm.correspondence.models.conversation import Conversation, Message

__all__ = ["Conversation", "Message"]
