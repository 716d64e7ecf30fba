"""The states of one message on its way to one webhook."""

WAITING, DELIVERED, DEAD, DROPPED = "waiting", "delivered", "dead", "dropped"
STATES = (WAITING, DELIVERED, DEAD, DROPPED)

TABLE: dict[tuple[str, str], str] = {
    (WAITING, "deliver"): DELIVERED,
    (WAITING, "fail"): WAITING,
    (WAITING, "give_up"): DEAD,
    (WAITING, "drop"): DROPPED,
    (DEAD, "drop"): DROPPED,
    (DEAD, "send_again"): WAITING,
    (DELIVERED, "send_again"): WAITING,
    (DROPPED, "send_again"): WAITING,
}
AGAIN = tuple(state for state, action in TABLE if action == "send_again")
