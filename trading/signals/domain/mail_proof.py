"""Whether our own mail host has proven who sent a mail: its Authentication-Results (RFC 8601), read strictly."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_LONGEST = 8_000
_METHOD = re.compile(r"\s*([a-z0-9-]+)(?:\s*/\s*\d+)?\s*=\s*([a-z]+)", re.IGNORECASE)
_PROPERTY = re.compile(r'([a-z0-9]+)\.([a-z0-9._-]+)\s*=\s*("[^"]*"|[^\s;"]+)', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Result:
    method: str
    outcome: str
    properties: dict[str, str] = field(default_factory=dict)


def proof_fault(headers: Sequence[str], host: str, sender: str) -> str:
    """Why it is not proven that `sender`'s domain sent the mail; empty if it is.

    Only the topmost of `headers` counts that names `host`: each host writes above what it got, and our own removes what
    others wrote in its name (RFC 8601, section 5). Proof is DMARC, or a signature or an envelope of the same domain.
    """
    own = next((results for name, results in map(_read, headers) if name == host.lower()), None)
    if own is None:
        return f"The mail host {host} did not say whether it is from whom it says it is."
    domain = sender.rpartition("@")[2].lower()
    if any(result.outcome == "pass" and _speaks_for(result, domain) for result in own):
        return ""
    told = ", ".join(f"{result.method}={result.outcome}" for result in own[:6]) or "nothing"
    return f"It is not proven that {domain} sent it; the mail host says: {told[:120]}."


def _speaks_for(result: _Result, domain: str) -> bool:
    said = result.properties
    match result.method:
        case "dmarc":
            return said.get("header.from", "") == domain
        case "dkim":
            # A parent may sign for what is below it; a bare "com" is nobody's parent.
            signer = said.get("header.d") or said.get("header.i", "").rpartition("@")[2]
            return signer == domain or ("." in signer and domain.endswith(f".{signer}"))
        case "spf":
            envelope = said.get("smtp.mailfrom", "").rpartition("@")[2]
            return envelope == domain or envelope.endswith(f".{domain}")
    return False


def _read(header: str) -> tuple[str, list[_Result]]:
    """(who says it, what it says); ("", []) for what is no such header."""
    first, *parts = _split(_without_comments(header[:_LONGEST]))
    words = first.split()
    return (words[0].lower() if words else ""), list(_results(parts))


def _results(parts: Sequence[str]) -> Iterator[_Result]:
    for part in parts:
        met = _METHOD.match(part)
        if met is None:
            continue
        found = {
            f"{kind}.{name}".lower(): value.strip('"').lower()
            for kind, name, value in _PROPERTY.findall(part[met.end() :])
        }
        yield _Result(met[1].lower(), met[2].lower(), found)


def _without_comments(header: str) -> str:
    """What stands in brackets is said to people; brackets nest, and inside quotes they are letters."""
    kept: list[str] = []
    depth, quoted, escaped = 0, False, False
    for sign in header:
        if escaped:
            escaped = False
        elif sign == "\\":
            escaped = True
        elif sign == '"' and not depth:
            quoted = not quoted
        elif sign == "(" and not quoted:
            depth += 1
        elif sign == ")" and depth and not quoted:
            depth -= 1
            kept.append(" ")
            continue
        if not depth:
            kept.append(sign)
    return "".join(kept)


def _split(text: str) -> list[str]:
    """At semicolons outside quotes."""
    parts, quoted = [""], False
    for sign in text:
        quoted ^= sign == '"'
        if sign == ";" and not quoted:
            parts.append("")
        else:
            parts[-1] += sign
    return parts
