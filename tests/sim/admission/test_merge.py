"""Strategic merges and the patches that kubectl would send."""

from typing import Any

from k8sviz.sim.admission.merge import three_way

SPEC = "#v1.ServiceSpec"
POD = "#v1.PodSpec"
STRATEGY = "#v1.DeploymentSpec"


def patch(
    original: dict[str, Any], modified: dict[str, Any], current: dict[str, Any], type_: str
) -> dict[str, Any]:
    return three_way(original, modified, current, type_).patch


def test_a_changed_port_is_another_port() -> None:
    old, new = {"ports": [{"port": 80, "protocol": "TCP"}]}, {"ports": [{"port": 81, "protocol": "TCP"}]}
    merged = three_way(old, new, {"ports": [{"port": 80, "protocol": "TCP", "nodePort": 30000}]}, SPEC)
    assert merged.value == new
    assert merged.patch == {
        "$setElementOrder/ports": [{"port": 81}],
        "ports": [{"port": 81, "protocol": "TCP"}, {"$patch": "delete", "port": 80}],
    }


def test_defaults_of_the_server_are_no_difference() -> None:
    mine = {"ports": [{"port": 80}], "selector": {"a": "b"}}
    theirs = {
        "ports": [{"port": 80, "protocol": "TCP", "targetPort": 80}],
        "selector": {"a": "b"},
        "type": "ClusterIP",
    }
    assert three_way(mine, mine, theirs, SPEC) == (theirs, {})


def test_what_another_hand_added_stays() -> None:
    mine = {"containers": [{"name": "a", "image": "x"}]}
    theirs = {"containers": [{"name": "sidecar"}, {"name": "a", "image": "x"}], "nodeName": "n"}
    order = {"$setElementOrder/containers": [{"name": "a"}]}  # so that kubectl says "configured" each time
    assert three_way(mine, mine, theirs, POD) == (theirs, order)


def test_a_list_without_a_merge_key_is_replaced() -> None:
    assert patch(
        {"externalIPs": ["1.1.1.1"]}, {"externalIPs": ["2.2.2.2"]}, {"externalIPs": ["1.1.1.1"]}, SPEC
    ) == {"externalIPs": ["2.2.2.2"]}


def test_a_field_that_the_author_dropped_is_dropped() -> None:
    assert three_way({"a": "1", "b": "2"}, {"a": "1"}, {"a": "1", "b": "2", "c": "3"}, "{s") == (
        {"a": "1", "c": "3"},
        {"b": None},
    )


def test_an_explicit_null_is_always_sent() -> None:
    assert three_way({"type": None}, {"type": None}, {"type": "ClusterIP"}, SPEC) == ({}, {"type": None})


def test_only_the_keys_of_the_new_strategy_are_retained() -> None:
    current = {"strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1}}}
    merged = three_way({}, {"strategy": {"type": "Recreate"}}, current, STRATEGY)
    assert merged.value == {"strategy": {"type": "Recreate"}}
    assert merged.patch == {"strategy": {"$retainKeys": ["type"], "type": "Recreate"}}


def test_a_strategy_without_a_type_is_said_each_time() -> None:
    mine = {"strategy": {"rollingUpdate": {"maxSurge": 1}}}
    theirs = {"strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1}}}
    assert patch(mine, mine, theirs, STRATEGY) == {"strategy": {"$retainKeys": ["rollingUpdate"]}}


def test_a_selector_of_a_budget_is_sent_each_time() -> None:
    mine = {"selector": {"matchLabels": {"a": "b"}}}
    assert three_way(mine, mine, mine, "#v1.PodDisruptionBudgetSpec") == (mine, mine)


def test_two_protocols_of_one_port_are_two_items() -> None:
    mine = {"ports": [{"port": 53, "protocol": "TCP"}, {"port": 53, "protocol": "UDP"}]}
    assert three_way(mine, mine, mine, SPEC) == (mine, {})
