"""The demo firm: eighteen months of an invented firm, built by the real services under a set clock."""
