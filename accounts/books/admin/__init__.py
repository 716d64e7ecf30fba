from accounts.books.admin import closings, journals

__all__ = ["closings", "journals"]
