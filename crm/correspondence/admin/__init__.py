from crm.correspondence.admin.conversations import ConversationAdmin

__all__ = ["ConversationAdmin"]
