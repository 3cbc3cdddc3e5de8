"""Whether a store is as it was written: the decision log by its chain, the rest by what the log says of it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from boundaries.monitor.chain import Chain
from boundaries.monitor.store import Store

_TAKEN = ("observe", "revise", "retract")
_FOUND = ("raised", "revised", "withdrawn")


def problems(store: Store, chain: Chain, tenant: str) -> Iterator[str]:
    """What is wrong with a tenant's part of a store, owner by owner, in words; to be called in a transaction."""
    heads = store.heads(tenant)
    events: dict[str, dict[str, str | None]] = {}
    for version in store.versions(tenant):
        owner, id = version.key
        digest = None if version.row is None else chain.digest(owner, version.row.sealed)
        events.setdefault(owner, {})[f"{version.number}:{id}"] = digest
    findings: dict[str, dict[str, str | None]] = {}
    for owner, id, body in store.findings(tenant):
        findings.setdefault(owner, {})[id] = chain.digest(owner, body)
    for owner in store.owners(tenant):
        name = owner[2:]
        if owner not in heads:
            yield f"`{name}`: its decision log has no head"
            continue
        entries = list(store.entries(tenant, owner))
        wrong = [f"`{name}`: {problem}" for problem in chain.problems(*heads[owner], entries)]
        yield from wrong
        if wrong:
            continue  # what a broken log says is no measure for the rest
        told = [json.loads(entry.text) for entry in entries]
        taken = {f"{e['version']}:{e['id']}": e["digest"] for e in told if e["op"] in _TAKEN}
        stands = {e["finding"]: e["digest"] for e in told if e["op"] in _FOUND}
        yield from _unlike(name, "interaction", taken, events.get(owner, {}))
        stands = {id: digest for id, digest in stands.items() if digest is not None}
        yield from _unlike(name, "finding", stands, findings.get(owner, {}))


def _unlike(name: str, what: str, told: dict[str, str | None], kept: dict[str, str | None]) -> Iterator[str]:
    lost, added = len(told.keys() - kept.keys()), len(kept.keys() - told.keys())
    changed = sum(told[id] != kept[id] for id in told.keys() & kept.keys())
    for count, how in ((lost, "taken out"), (added, "put in"), (changed, "changed")):
        if count:
            yield f"`{name}`: {count} {what}{'' if count == 1 else 's'} {how} beside the log"
