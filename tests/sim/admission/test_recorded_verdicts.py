"""The recorded answers of a real API server and a real kubectl, manifest by manifest."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from k8sviz.sim import admission
from k8sviz.sim.admission import printing
from k8sviz.sim.chance import Chance
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.settings import Settings

RECORDED = json.loads((Path(__file__).parents[2] / "conformance" / "manifest-verdicts.json").read_text())

# Known differences, each with its reason. An entry that starts to match makes its test fail: remove it.
OTHER_VERDICT: dict[str, str] = {}
OTHER_WORDS: dict[str, str] = {}
OTHER_OBJECT: dict[str, str] = {}

CHOSEN = re.compile(r"10\.(9[6-9]|10[0-9]|11[01])\.\d+\.\d+")  # a cluster IP that the server chose by chance


def empty_cluster() -> Cluster:
    cluster = Cluster(Settings(), Chance(7))
    cluster.put({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}})
    return cluster


def known(table: dict[str, str], facts: list[dict[str, Any]]) -> list[Any]:
    return [
        pytest.param(
            fact,
            id=fact["name"],
            marks=[pytest.mark.xfail(reason=table[fact["name"]], strict=True)]
            if fact["name"] in table
            else [],
        )
        for fact in facts
    ]


def without_chance(words: str) -> str:
    return CHOSEN.sub("<cluster IP>", words)


@pytest.mark.parametrize("fact", known(OTHER_VERDICT, RECORDED["creations"]))
def test_accepts_and_refuses_what_the_server_does(fact: dict[str, Any]) -> None:
    assert admission.apply(empty_cluster(), fact["manifest"]).refused == bool(fact["rc"])


@pytest.mark.parametrize("fact", known(OTHER_WORDS, RECORDED["creations"]))
def test_prints_what_kubectl_prints(fact: dict[str, Any]) -> None:
    outcome = admission.apply(empty_cluster(), fact["manifest"])
    assert printing.stdout(outcome) == fact["stdout"]
    assert printing.stderr(outcome) == fact["stderr"]


@pytest.mark.parametrize("fact", known(OTHER_WORDS, RECORDED["updates"]))
def test_answers_an_update_as_kubectl_does(fact: dict[str, Any]) -> None:
    cluster = empty_cluster()
    assert not admission.apply(cluster, fact["base"]).refused
    outcome = admission.apply(cluster, fact["manifest"])
    assert printing.stdout(outcome) == fact["stdout"]
    assert without_chance(printing.stderr(outcome)) == without_chance(fact["stderr"])


@pytest.mark.parametrize(
    "fact", known(OTHER_OBJECT, [fact for fact in RECORDED["creations"] if "stored" in fact])
)
def test_stores_what_the_server_stores(fact: dict[str, Any]) -> None:
    cluster = empty_cluster()
    [result] = admission.apply(cluster, fact["manifest"]).results
    [stored] = cluster.of_kind(result.kind)
    fields = {key: stored[key] for key in fact["stored"]}
    assert without_chosen_port(fields, fact) == without_chosen_port(fact["stored"], fact)


def without_chosen_port(fields: Any, fact: dict[str, Any]) -> str:
    text = without_chance(json.dumps(fields, sort_keys=True))
    return text if "nodePort" in fact["manifest"] else re.sub(r'"nodePort": \d+', '"nodePort": 0', text)
