"""The life of a proposed booking of what the bank did by itself: (state, action) -> state."""

PROPOSED, POSTED, DECLINED = "proposed", "posted", "declined"
STATES = (PROPOSED, POSTED, DECLINED)

NEXT: dict[tuple[str, str], str] = {
    (PROPOSED, "post"): POSTED,
    (PROPOSED, "decline"): DECLINED,
}
