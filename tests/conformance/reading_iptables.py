"""iptables-save's text as a rule set."""

from __future__ import annotations

from reading import Word, end, take, take_all, words

from k8sviz.sim.dataplane.iptables.frame import HOOKS
from k8sviz.sim.dataplane.matches import (
    Accounting,
    From,
    FromLocal,
    InState,
    Marked,
    Match,
    OfProtocol,
    OneIn,
    Remark,
    Remember,
    SeenWithin,
    To,
    ToLocal,
    ToPort,
)
from k8sviz.sim.dataplane.rules import AnyChain, Chain, Rule, RuleSet
from k8sviz.sim.dataplane.targets import HIDE, LEAVE, LOSE, PASS, REFUSE, Jump, Redirect, SetMark, Target

_MATCHES: tuple[Word[Match], ...] = words(
    [
        (r'-m comment --comment ("[^"]*"|(?:(?! -).)+)', lambda found: Remark(found[1])),
        (r"-m nfacct --nfacct-name (\S+)", lambda found: Accounting(found[1])),
        (
            r"-m conntrack (! )?--ctstate (\S+)",
            lambda found: InState(*found[2].split(","), inverted=bool(found[1])),
        ),
        (r"-m (tcp|udp|sctp) -p \1", lambda found: OfProtocol(found[1])),
        (r"(! )?-d (\S+)", lambda found: To(found[2], inverted=bool(found[1]))),
        (r"(! )?-s (\S+)", lambda found: From(found[2], inverted=bool(found[1]))),
        (r"--dport (\d+)", lambda found: ToPort(int(found[1]))),
        (r"-m addrtype --dst-type LOCAL", lambda found: ToLocal()),
        (r"-m addrtype --src-type LOCAL", lambda found: FromLocal()),
        (r"-m mark (! )?--mark (0x\w+)/\2", lambda found: Marked(int(found[2], 16), bool(found[1]))),
        (r"-m statistic --mode random --probability (\S+)", lambda found: OneIn(round(1 / float(found[1])))),
        (
            r"-m recent --name (\S+) --rcheck --seconds (\d+) --reap",
            lambda found: SeenWithin(found[1], int(found[2])),
        ),
        (r"-m recent --name (\S+) --set", lambda found: Remember(found[1])),
    ]
)
_TARGETS: tuple[Word[Target], ...] = words(
    [
        (r"-j MARK --(or|xor)-mark (0x\w+)", lambda found: SetMark(found[1], int(found[2], 16))),
        (r"-j DNAT --to-destination (\S+)", lambda found: Redirect(*end(found[1]))),
        (r"-j RETURN", lambda found: LEAVE),
        (r"-j MASQUERADE", lambda found: HIDE),
        (r"-j ACCEPT", lambda found: PASS),
        (r"-j DROP", lambda found: LOSE),
        (r"-j REJECT", lambda found: REFUSE),
        (r"-j (KUBE-\S+)", lambda found: Jump(found[1])),
    ]
)


def read_iptables(text: str) -> RuleSet:
    """Every line must be understood."""
    tables: dict[str, dict[str, list[Rule]]] = {}
    table: dict[str, list[Rule]] = {}
    for line in text.splitlines():
        if line.startswith("*"):
            table = tables.setdefault(line[1:], {})
        elif line.startswith(":"):
            table[line[1:].split()[0]] = []
        elif line.startswith("-A "):
            rule = _rule(line)
            table[rule.chain].append(rule)
    made: dict[str, dict[str, AnyChain]] = {
        name: {chain: Chain(rules) for chain, rules in chains.items()} for name, chains in tables.items()
    }
    return RuleSet(made, HOOKS, 0, {})


def _rule(line: str) -> Rule:
    _add, chain, text = [*line.split(" ", 2), ""][:3]
    matches, text = take_all(_MATCHES, text)
    target, text = take(_TARGETS, text)
    assert not text, f"{text!r} in {line}"
    return Rule(chain, matches, target)
