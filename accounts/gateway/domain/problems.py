"""What the API refuses by itself: name of the problem -> status, and what it means and what to do."""

OWN: dict[str, tuple[int, str]] = {
    "key-missing": (
        400,
        "A call that changes something came without a good Idempotency-Key. Send 1 to 255 visible characters, a new "
        "one for each new call, and the same one when you repeat a call whose answer you did not get.",
    ),
    "not-valid": (
        400,
        "Something in the request is not as described; `errors` names each place with a JSON pointer. Nothing was "
        "done.",
    ),
    "parse-error": (400, "The body is not JSON. Nothing was done."),
    "not-authenticated": (401, "Nobody is signed in. Send a token or an API key in the header Authorization."),
    "authentication-failed": (
        401,
        "The token or key is not good, or no longer: it has expired, was ended, or its person's login was closed. "
        "Fetch a new token with the refresh token; if that fails too, ask the person again.",
    ),
    "scope-missing": (
        403,
        "The token or key was not lent the scope that this call needs. Ask the person for it, or make another key.",
    ),
    "token-needed": (
        403,
        "Files of a client are handed out to a token or key alone: the portal asks for the password before, which a "
        "session would step around here. Send a token, or take the file on the portal's pages.",
    ),
    "second-factor-needed": (
        403,
        "The session in the browser has no second factor, or for a call that changes something none of the last "
        "minutes. Give it on any page of the office, then call again; tokens and keys are not asked.",
    ),
    "https-needed": (
        403,
        "The call came over plain http. Whatever it carried went in the open, so end that token or key and make "
        "another.",
    ),
    "not-allowed": (403, "The person for whom the program acts may not do this themselves, so the program may not."),
    "permission-denied": (403, "The form token against forged requests is missing or old, or this is not allowed."),
    "not-found": (404, "There is nothing at this address that the person may see."),
    "method-not-allowed": (405, "This address does not take this method; the header Allow names those it takes."),
    "not-acceptable": (406, "JSON is the only answer there is."),
    "in-flight": (
        409,
        "The first call with this Idempotency-Key is still at work. Wait a second and send the same call again.",
    ),
    "changed-meanwhile": (
        412,
        "The record is no longer the one whose ETag came in If-Match. Look again, then decide anew. Nothing was done.",
    ),
    "too-large": (413, "The request is larger than is taken. Nothing was done."),
    "unsupported-media-type": (415, "The operation reads JSON, unless it says otherwise."),
    "key-reused": (
        422,
        "This Idempotency-Key came with another call before. Nothing was done; take a new key for a new call.",
    ),
    "infected-file": (422, "The virus scanner found something harmful in the file that was sent. It was not kept."),
    "scanner-away": (
        503,
        "The virus scanner does not answer, and a file that nobody looked at is not taken. Send it again later.",
    ),
    "rate-limited": (
        429,
        "Too many calls within a minute. Retry-After says in how many seconds there is room again; RateLimit tells it "
        "before, in every answer.",
    ),
    "failed": (
        500,
        "Something went wrong on our side, and we have been told. What was called for was done as a whole or not at "
        "all: send it again under the same Idempotency-Key.",
    ),
}
