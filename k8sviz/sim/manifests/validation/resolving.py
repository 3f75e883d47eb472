"""How names are resolved in a Pod: dnsConfig and hostAliases."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.manifests.validation import addresses, names
from k8sviz.sim.manifests.validation.faults import Faults

Fields = dict[str, Any]

_MOST_SERVERS, _MOST_SEARCHES, _LONGEST_SEARCH = 3, 32, 2048


def config(faults: Faults, spec: Fields, path: str) -> None:
    """dnsConfig, which has to be there if the policy is None."""
    given = spec.get("dnsConfig")
    servers = (given or {}).get("nameservers", [])
    if spec.get("dnsPolicy") == "None":
        if given is None:
            faults.required(path, "must provide `dnsConfig` when `dnsPolicy` is None")
            return
        if not servers:
            words = "must provide at least one DNS nameserver when `dnsPolicy` is None"
            faults.required(f"{path}.nameservers", words)
            return
    if given is None:
        return
    if len(servers) > _MOST_SERVERS:
        words = f"must not have more than {_MOST_SERVERS} nameservers"
        faults.invalid(f"{path}.nameservers", servers, words)
    for index, address in enumerate(servers):
        faults.each(f"{path}.nameservers[{index}]", address, addresses.ip(address))
    _searches(faults, given.get("searches", []), f"{path}.searches")
    for index, option in enumerate(given.get("options", ())):
        if not option.get("name"):
            faults.required(f"{path}.options[{index}]", "must not be empty")


def _searches(faults: Faults, searches: list[str], path: str) -> None:
    if len(searches) > _MOST_SEARCHES:
        faults.invalid(path, searches, f"must not have more than {_MOST_SEARCHES} search paths")
    if len(" ".join(searches)) > _LONGEST_SEARCH:
        words = f"must not have more than {_LONGEST_SEARCH} characters (including spaces) in the search list"
        faults.invalid(path, searches, words)
    for index, search in enumerate(searches):
        name = search.removesuffix(".")
        if search != ".":
            faults.each(f"{path}[{index}]", name, names.search_domain(name))


def aliases(faults: Faults, given: list[Fields], path: str) -> None:
    """hostAliases."""
    for index, one in enumerate(given):
        address = one.get("ip", "")
        faults.each(f"{path}[{index}].ip", address, addresses.ip(address))
        for at, name in enumerate(one.get("hostnames", ())):
            faults.each(f"{path}[{index}].hostnames[{at}]", name, names.subdomain(name))
