"""A rule set as `nft list table ip kube-proxy` prints it: statements in full, elements sorted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from ipaddress import ip_address

from k8sviz.sim.dataplane.matches import Match
from k8sviz.sim.dataplane.nftables.frame import BASE, COMMENTS, CREATED
from k8sviz.sim.dataplane.nftables.matches import Among, HasMark, Unmark, layer3
from k8sviz.sim.dataplane.nftables.sets import KINDS, AffinitySet, Element, Key, NamedSet
from k8sviz.sim.dataplane.nftables.value import TABLE, NftRule, NftRuleSet
from k8sviz.sim.dataplane.nftables.verdicts import Mark, RandomRedirect, RandomVerdict
from k8sviz.sim.dataplane.targets import Target

Clients = Mapping[str, tuple[tuple[str, int], ...]]
"""Who is in each affinity set: addresses, and the milliseconds that each has left."""

_IN_A_ROW = {"ipv4_addr": 2}  # elements; one of every other type
_PROTOCOLS = {"tcp": 6, "udp": 17, "sctp": 132}
_PRIORITIES = {
    ("prerouting", -100): "dstnat",
    ("prerouting", -110): "dstnat - 10",
    ("postrouting", 100): "srcnat",
}
_UNITS = (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))
_FOLLOWING = ",\n\t\t\t     "


def list_table(rules: NftRuleSet, clients: Clients | None = None) -> str:
    """The whole table; `clients` are what the kernel has put into affinity sets."""
    lines = [f"table {layer3(rules.family)} {TABLE} {{", '\tcomment "rules for kube-proxy"']
    for block in _blocks(rules, clients or {}):
        if lines[-1] == "\t}":
            lines.append("")
        lines += (*block, "\t}")
    return "\n".join([*lines, "}", ""])


def listed(rule: NftRule) -> str:
    """One rule."""
    words = [_match(match) for match in rule.matches]
    if rule.target is not None:
        words.append(_target(rule.target))
    if rule.comment:
        words.append(f'comment "{rule.comment}"')
    return " ".join(words)


def duration(seconds: int) -> str:
    """A time as nft prints it: 10800 s are 3h."""
    words = ""
    for unit, length in _UNITS:
        count, seconds = divmod(seconds, length)
        words += f"{count}{unit}" if count else ""
    return words or "0s"


def _blocks(rules: NftRuleSet, clients: Clients) -> Iterator[list[str]]:
    for name in KINDS:
        if name in rules.sets:
            yield _set(rules.sets[name])
    for kept in rules.affinity.values():
        yield _affinity(kept, clients.get(kept.name, ()))
    chains = rules.tables[TABLE]
    for name in (*CREATED, *(name for name in chains if name not in CREATED)):
        yield [f"\tchain {name} {{", *_head(name), *(f"\t\t{_rule(rule)}" for rule in chains[name].rules)]


def _rule(rule: object) -> str:
    assert isinstance(rule, NftRule)
    return listed(rule)


def _head(chain: str) -> Iterator[str]:
    if chain in BASE:
        kind, hook, priority = BASE[chain]
        named = "filter" if priority == 0 else _PRIORITIES.get((hook, priority), str(priority))
        yield f"\t\ttype {kind} hook {hook} priority {named}; policy accept;"
    if chain in COMMENTS:
        yield f'\t\tcomment "{COMMENTS[chain]}"'


def _set(one: NamedSet) -> list[str]:
    lines = [f"\t{'map' if one.is_map else 'set'} {one.name} {{", f"\t\ttype {one.type}"]
    lines.append(f'\t\tcomment "{one.comment}"')
    found = sorted(one.elements, key=_place)
    return [*lines, *_elements([_element(element) for element in found], _IN_A_ROW.get(one.type, 1))]


def _affinity(kept: AffinitySet, clients: tuple[tuple[str, int], ...]) -> list[str]:
    """A set that rules fill has at most 65535 elements (net/netfilter/nft_dynset.c)."""
    lines = [f"\tset {kept.name} {{", f"\t\ttype {kept.type}", "\t\tsize 65535"]
    lines += ["\t\tflags dynamic,timeout", f"\t\ttimeout {duration(kept.seconds)}"]
    found = [f"{address} expires {duration(left // 1000)}" for address, left in sorted(clients)]
    return [*lines, *_elements(found, _IN_A_ROW.get(kept.type, 1))]


def _elements(found: list[str], in_a_row: int) -> Iterator[str]:
    if found:
        rows = (", ".join(found[start : start + in_a_row]) for start in range(0, len(found), in_a_row))
        yield f"\t\telements = {{ {_FOLLOWING.join(rows)} }}"


def _element(element: Element) -> str:
    return element.text


def _place(element: Element) -> int:
    """A value sorts by its number, a concatenation by its bytes the other way round (expr_msort_cmp)."""
    data = b"".join(map(_bytes, element.key))
    return int.from_bytes(data, "big" if len(element.key) == 1 else "little")


def _bytes(part: Key | str | int) -> bytes:
    if isinstance(part, int):
        return part.to_bytes(2, "big")
    assert isinstance(part, str)
    return bytes([_PROTOCOLS[part]]) if part in _PROTOCOLS else ip_address(part).packed


def _match(match: Match) -> str:
    if isinstance(match, Among):
        ranges = sorted(match.ranges, key=lambda text: ip_address(text.partition("/")[0]))
        among = ranges[0] if len(ranges) == 1 else f"{{ {', '.join(ranges)} }}"
        return f"{match.words} {'!= ' if match.inverted else ''}{among}"
    if isinstance(match, HasMark):
        return f"meta mark & {match.bits:#010x} != 0x00000000"
    if isinstance(match, Unmark):
        return f"meta mark set meta mark ^ {match.bits:#010x}"
    return match.text


def _target(target: Target) -> str:
    if isinstance(target, Mark):
        return f"meta mark set meta mark | {target.bits:#010x}"
    if isinstance(target, RandomVerdict):
        words = [one.text for one in target.verdicts]
        return f"numgen random mod {len(words)} vmap {{ {_numbered(words)} }}"
    if isinstance(target, RandomRedirect):
        ends = [f"{one.address} . {one.port}" for one in target.redirects]
        return f"dnat {target.word} to numgen random mod {len(ends)} map {{ {_numbered(ends)} }}"
    return target.text


def _numbered(found: Iterable[str]) -> str:
    return ", ".join(f"{number} : {one}" for number, one in enumerate(found))
