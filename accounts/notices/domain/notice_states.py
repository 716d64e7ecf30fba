"""The states of one notice on its way to one channel."""

WAITING, SENT, DEAD, DROPPED = "waiting", "sent", "dead", "dropped"
STATES = (WAITING, SENT, DEAD, DROPPED)

TABLE: dict[tuple[str, str], str] = {
    (WAITING, "send"): SENT,
    (WAITING, "hold"): WAITING,
    (WAITING, "fail"): WAITING,
    (WAITING, "give_up"): DEAD,
    (WAITING, "drop"): DROPPED,
    (DEAD, "drop"): DROPPED,
    (DEAD, "send_again"): WAITING,
}
