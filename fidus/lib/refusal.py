"""What a service says no with: each app's tree of errors grows from here, so that every door answers all of them."""


class Refusal(Exception):
    """Nothing was done, and the message tells a person why."""


class SecondPersonRefusal(Refusal):
    """Who does this must be somebody else than who began it."""
