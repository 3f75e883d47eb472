"""A rule set as `iptables-save` prints it: options in the tool's order, masks and defaults spelled out."""

from __future__ import annotations

from collections.abc import Iterator

from k8sviz.sim.dataplane.addresses import IPV4, IPV6
from k8sviz.sim.dataplane.matches import (
    Accounting,
    From,
    Match,
    OfProtocol,
    OneIn,
    Remark,
    Remember,
    SeenWithin,
    To,
)
from k8sviz.sim.dataplane.rules import Rule, RuleSet
from k8sviz.sim.dataplane.targets import MASQUERADE, REJECT, SetMark, Target

_BUILT_IN = {
    "mangle": ("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"),
    "filter": ("INPUT", "FORWARD", "OUTPUT"),
    "nat": ("PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"),
}
_CANARY = "KUBE-PROXY-CANARY"  # by its absence kube-proxy notices that somebody flushed the tables
_MASKS = {IPV4: "255.255.255.255", IPV6: ":".join(["ffff"] * 8)}
_ICMP = {IPV4: "icmp", IPV6: "icmp6"}
_DIE = 1 << 31  # xt_statistic keeps a probability as a fraction of this


def save(rules: RuleSet, family: str = IPV4, canary: bool = True) -> str:
    """All tables: built-in chains first, then the others by name. IPv6 is what `ip6tables-save` prints."""
    tables = [table for table in _BUILT_IN if canary or table in rules.tables]
    return "".join(f"{line}\n" for table in tables for line in _table(rules, table, family, canary))


def _table(rules: RuleSet, table: str, family: str, canary: bool) -> Iterator[str]:
    chains, built_in = rules.tables.get(table, {}), _BUILT_IN[table]
    others = sorted({*((_CANARY,) if canary else ()), *(name for name in chains if name not in built_in)})
    yield f"*{table}"
    yield from (f":{name} ACCEPT [0:0]" for name in built_in)
    yield from (f":{name} - [0:0]" for name in others)
    for name in (*built_in, *others):
        if name in chains:
            yield from (saved(rule, family) for rule in chains[name].rules)
    yield "COMMIT"


def saved(rule: Rule, family: str = IPV4) -> str:
    """One line."""
    words = [f"-A {rule.chain}"]
    words += [_end("-s", match) for match in rule.matches if isinstance(match, From)]
    words += [_end("-d", match) for match in rule.matches if isinstance(match, To)]
    words += [f"-p {match.protocol}" for match in rule.matches if isinstance(match, OfProtocol)]
    words += [_match(match, family) for match in rule.matches if not isinstance(match, From | To)]
    if rule.target is not None:
        words.append(_target(rule.target, family))
    return " ".join(filter(None, words))


def _end(option: str, match: From | To) -> str:
    bits = "" if "/" in match.address else "/128" if ":" in match.address else "/32"
    return f"{'! ' if match.inverted else ''}{option} {match.address}{bits}"


def _match(match: Match, family: str) -> str:
    if isinstance(match, Remark):
        return f'-m comment --comment "{match.remark}"'
    if isinstance(match, OfProtocol):
        return f"-m {match.protocol}" if match.loads else ""
    if isinstance(match, Accounting):
        return f"-m nfacct --nfacct-name  {match.name}"
    if isinstance(match, OneIn):
        return f"-m statistic --mode random --probability {round(match.probability * _DIE) / _DIE:.11f}"
    return _recent(match, family) if isinstance(match, SeenWithin | Remember) else match.saved


def _recent(match: SeenWithin | Remember, family: str) -> str:
    asked = f"--rcheck --seconds {match.seconds} --reap" if isinstance(match, SeenWithin) else "--set"
    return f"-m recent {asked} --name {match.name} --mask {_MASKS[family]} --rsource"


def _target(target: Target, family: str) -> str:
    if isinstance(target, SetMark):
        return f"-j MARK --set-xmark {target.bits:#x}/{target.bits if target.how == 'or' else 0:#x}"
    if target.kind == REJECT:
        return f"-j REJECT --reject-with {_ICMP[family]}-port-unreachable"
    return f"{target.text} --random-fully" if target.kind == MASQUERADE else target.text
