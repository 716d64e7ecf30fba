from accounts.notices.models.channel import Channel
from accounts.notices.models.figure_alert import FigureAlert
from accounts.notices.models.notice import Notice
from accounts.notices.models.reach import NoticeReach
from accounts.notices.models.rule import NoticeRule
from accounts.notices.models.timing import Habits

__all__ = ["Channel", "FigureAlert", "Habits", "Notice", "NoticeReach", "NoticeRule"]
