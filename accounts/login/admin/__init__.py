from accounts.login.admin import reviews, users

__all__ = ["reviews", "users"]
