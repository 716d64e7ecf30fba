"""All broker accounts on one page, with source and age."""
