"""What a person is told who asked for a look at many accounts."""

from django.template.defaultfilters import pluralize

from trading.watch.services.look_at_accounts import AT_MOST_EVERY, Asked


def in_words(asked: Asked) -> str:
    """How many are visited, when, and what of the others."""
    words = []
    if asked.due:
        now = asked.due - asked.spared
        words.append(
            f"Asked at {asked.at:%H:%M:%S} UTC: {now} account{pluralize(now, ' is,s are')} visited now and "
            f"stand{pluralize(now, 's,')} here with new figures within half a minute."
        )
    if asked.spared:
        until = f", at {asked.spared_until:%H:%M:%S} UTC at the earliest" if asked.spared_until else ""
        words.append(f"{asked.spared} wait{pluralize(asked.spared, 's,')} until a gateway answers again{until}.")
    if asked.just_seen:
        words.append(
            f"{asked.just_seen} {pluralize(asked.just_seen, 'was,were')} visited, or asked for, within the last "
            f"{AT_MOST_EVERY.seconds} seconds."
        )
    if asked.refused:
        words.append(
            f"{asked.refused} had {pluralize(asked.refused, 'its,their')} login refused: read "
            f"{pluralize(asked.refused, 'it,each')} on its own page."
        )
    if asked.unwatched:
        words.append(f"{asked.unwatched} {pluralize(asked.unwatched, 'is,are')} not connected, and read from reports.")
    return " ".join(words) or "There is no account here to look at."
