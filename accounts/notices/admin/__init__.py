from accounts.notices.admin.channels import ChannelAdmin
from accounts.notices.admin.notices import NoticeAdmin

__all__ = ["ChannelAdmin", "NoticeAdmin"]
