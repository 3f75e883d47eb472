"""A rule and a rule set of nftables mode."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from k8sviz.sim.dataplane.matches import Match
from k8sviz.sim.dataplane.nftables.matches import layer3
from k8sviz.sim.dataplane.nftables.sets import AffinitySet, NamedSet
from k8sviz.sim.dataplane.rules import BaseChain, Health, Rule, RuleSet, Tables
from k8sviz.sim.dataplane.targets import Target

TABLE = "kube-proxy"


class NftRule(Rule):
    """A rule whose comment stands at its end."""

    __slots__ = ("comment", "family")

    def __init__(
        self,
        family: str,
        chain: str,
        matches: tuple[Match, ...],
        target: Target | None,
        owner: str = "",
        comment: str = "",
    ) -> None:
        super().__init__(chain, matches, target, owner)
        self.family = family
        self.comment = comment

    @property
    def text(self) -> str:
        """Its words in kube-proxy's spelling, without the chain."""
        if not self._text:
            words = [match.text for match in self.matches]
            if self.target is not None:
                words.append(self.target.text)
            if self.comment:
                words.append(f'comment "{self.comment}"')
            self._text = " ".join(words)
        return self._text

    @property
    def line(self) -> str:
        """The whole command that adds it to its chain."""
        if not self._line:
            self._line = f"add rule {layer3(self.family)} {TABLE} {self.chain} {self.text}"
        return self._line


class NftRuleSet(RuleSet):
    """One table with its sets and maps, for one address family."""

    __slots__ = ("affinity", "family", "sets")

    def __init__(
        self,
        family: str,
        tables: Tables,
        hooks: Mapping[str, tuple[BaseChain, ...]],
        sets: Mapping[str, NamedSet],
        affinity: Mapping[str, AffinitySet],
        size: int = 0,
        health: Mapping[int, Health] | None = None,
        made_of: Any = None,
    ) -> None:
        super().__init__(tables, hooks, size, health or {}, made_of)
        self.family = family
        self.sets = sets  # sets and verdict maps by name
        self.affinity = affinity  # by name
