from accounts.books.admin import closings, journals, reopenings

__all__ = ["closings", "journals", "reopenings"]
