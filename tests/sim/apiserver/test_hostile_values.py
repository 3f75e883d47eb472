"""Numbers, texts and depths that no client means: each has an answer, and it is no 500 of Python's."""

from typing import Any

import pytest
from apicalls import JSON_PATCH, MERGE, PODS, SERVICES, STRATEGIC, Api, deployment, service

from k8sviz.sim.apiserver import bodies, strategic
from k8sviz.sim.apiserver.bodies import BodyError
from k8sviz.sim.apiserver.jsonpatch import PatchError, patched

LONG = "9" * 5_000
NO_NUMBERS = ("²", "٣", "1_000", " 1 ", "abc")
CONFIG_MAPS = "/api/v1/namespaces/default/configmaps"
POD = {
    "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"},
    "spec": {"containers": [{"name": "c", "image": "nginx"}]},
}  # fmt: skip


@pytest.mark.parametrize("text", NO_NUMBERS)
@pytest.mark.parametrize("name", ["resourceVersion", "limit"])
def test_a_list_says_which_text_is_no_number(name: str, text: str) -> None:
    query: dict[str, Any] = {name: text}
    answer = Api().read(PODS, **query)
    assert answer.code == 400
    assert f'parsing "{text}": invalid syntax' in answer.body["message"]


def test_a_version_of_thousands_of_digits_is_not_there_yet() -> None:
    assert Api().read(PODS, resourceVersion=LONG).code == 504


def test_a_limit_of_thousands_of_digits_is_no_limit() -> None:
    assert Api().read(PODS, limit=LONG).code == 200


@pytest.mark.parametrize("text", [*NO_NUMBERS, LONG])
def test_labels_that_are_no_numbers_are_neither_more_nor_less(text: str) -> None:
    api = Api()
    assert api.read(PODS, labelSelector=f"a>{text}").code in (200, 400)
    assert api.read("/api/v1/nodes", labelSelector="kubernetes.io/hostname>1").body["items"] == []


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_a_deletion_says_that_its_grace_is_no_number(text: str) -> None:
    api = Api()
    api.send("POST", SERVICES, service())
    answer = api.send("DELETE", f"{SERVICES}/web", gracePeriodSeconds=text)
    assert answer.body["message"] == f'strconv.ParseInt: parsing "{text}": invalid syntax'


@pytest.mark.parametrize("value", ["3", 1.5, True, [], 10**30])
def test_a_grace_period_in_a_body_is_an_int64(value: Any) -> None:
    api = Api()
    api.send("POST", SERVICES, service())
    assert api.send("DELETE", f"{SERVICES}/web", {"gracePeriodSeconds": value}).code == 400


def test_a_grace_period_longer_than_time_ends_with_the_last_year() -> None:
    api = Api()
    api.send("POST", PODS, POD)
    api.wait(5_000)
    ends = api.send("DELETE", f"{PODS}/p", {"gracePeriodSeconds": 2**62}).body["metadata"][
        "deletionTimestamp"
    ]
    assert ends == "9999-12-31T23:59:59Z"


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_a_conflicting_version_that_is_no_number_is_told_as_go_tells_it(text: str) -> None:
    api = Api()
    made = api.send("POST", SERVICES, service()).body
    made["metadata"]["resourceVersion"] = text
    answer = api.send("PUT", f"{SERVICES}/web", made)
    assert answer.body["message"] == f'strconv.ParseUint: parsing "{text}": invalid syntax'


@pytest.mark.parametrize("index", ["²", LONG, "-1_0"])
def test_an_index_of_a_json_patch_is_a_number_in_the_list(index: str) -> None:
    api = Api()
    api.send("POST", SERVICES, service())
    patch = [{"op": "add", "path": f"/spec/ports/{index}", "value": {"port": 81}}]
    assert api.send("PATCH", f"{SERVICES}/web", patch, JSON_PATCH).code == 422


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[" * 900 + "]" * 900, "exceeded max depth: the limit is 64 levels"),
        ('{"a":' * 30_000, "exceeded max depth: the limit is 64 levels"),
        ("[" * 65 + "]" * 65, "exceeded max depth: the limit is 64 levels"),
        ("1e999", "json: cannot unmarshal number 1e999 into Go value of type float64"),
        (LONG, f"json: cannot unmarshal number {LONG[:40]}... into Go value of type float64"),
        ("NaN", "invalid character 'N' looking for beginning of value"),
        ("-Infinity", "invalid character 'I' in numeric literal"),
        ('"a\x00"', "invalid character '\\x00' in string literal"),
        ('"\\x"', "invalid character 'x' in string escape code"),
    ],
)
def test_a_body_that_cannot_be_read_says_why(text: str, told: str) -> None:
    with pytest.raises(BodyError) as raised:
        bodies.read(text, "application/json")
    assert str(raised.value) == told


def test_sixty_four_levels_are_read() -> None:
    assert bodies.read("[" * 64 + "]" * 64, "application/json")


def test_an_integer_beyond_64_bits_is_a_float() -> None:
    assert bodies.read("[18446744073709551615, 18446744073709551616]", "") == [2**64 - 1, 2.0**64]


def test_a_lone_surrogate_becomes_the_replacement_character() -> None:
    api = Api()
    body = (
        '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"},"data":{"k":"a\\ud800\\ud83d\\ude00"}}'
    )
    assert api.send("POST", CONFIG_MAPS, body).body["data"] == {"k": "a\ufffd\U0001f600"}


@pytest.mark.parametrize("kind", [JSON_PATCH, MERGE, STRATEGIC])
def test_a_deep_patch_is_refused_for_its_depth(kind: str) -> None:
    api = Api()
    api.send("POST", SERVICES, service())
    deep = '{"spec":' * 900 + "1" + "}" * 900
    body = f'[{{"op":"add","path":"/spec/x","value":{deep}}}]' if kind == JSON_PATCH else deep
    answer = api.send("PATCH", f"{SERVICES}/web", body, kind)
    assert (answer.code, answer.body["message"]) == (400, "exceeded max depth: the limit is 64 levels")


def test_json_patches_cannot_put_together_what_could_not_be_sent() -> None:
    deeper = [{"op": "copy", "from": "/a", "path": "/a" + "/a" * depth} for depth in range(1, 9)]
    with pytest.raises(PatchError, match="exceeded max depth"):
        patched({"a": {}}, [*deeper, *deeper])


def test_a_json_patch_that_doubles_what_there_is_ends() -> None:
    doubling = [{"op": "copy", "from": "/a", "path": "/a/-"}] * 40
    with pytest.raises(PatchError, match="accumulated size increase of copy"):
        patched({"a": [1, 2, 3]}, doubling)
    with pytest.raises(PatchError, match="accumulated size increase of copy"):
        patched({"a": [0] * 30_000}, [{"op": "copy", "from": "/a", "path": f"/b{n}"} for n in range(9)])


def test_a_json_patch_has_at_most_ten_thousand_operations() -> None:
    with pytest.raises(PatchError) as raised:
        patched({}, [{"op": "test", "path": "/a"}] * 10_001)
    assert raised.value.code == 413
    assert str(raised.value) == "The allowed maximum operations in a JSON patch is 10000, got 10001"


def test_a_json_patch_whose_operations_all_move_much_is_refused() -> None:
    inserting = [{"op": "add", "path": "/a/0", "value": 0}] * 10_000
    with pytest.raises(PatchError, match="takes too much work"):
        patched({"a": [0] * 100_000}, inserting)


def test_merging_long_lists_takes_each_item_once() -> None:
    many = [{"port": number, "name": f"n{number}"} for number in range(30_000)]
    result = strategic.merged({"ports": many}, {"ports": many}, "#v1.ServiceSpec")
    assert result["ports"] == many


@pytest.mark.parametrize("kind", [MERGE, JSON_PATCH])
def test_a_patch_cannot_make_another_kind_of_an_object(kind: str) -> None:
    api = Api()
    api.send("POST", SERVICES, service())
    as_json_patch = [{"op": "replace", "path": "/kind", "value": "Pod"}]
    body: Any = as_json_patch if kind == JSON_PATCH else {"kind": "Pod"}
    assert api.send("PATCH", f"{SERVICES}/web", body, kind).code == 400


def test_a_patch_that_takes_the_kind_away_leaves_it() -> None:
    api = Api()
    api.send("POST", SERVICES, service())
    patch = [{"op": "remove", "path": "/kind"}, {"op": "remove", "path": "/apiVersion"}]
    answer = api.send("PATCH", f"{SERVICES}/web", patch, JSON_PATCH)
    assert (answer.code, answer.body["kind"], answer.body["apiVersion"]) == (200, "Service", "v1")


def test_a_status_that_is_taken_away_is_empty() -> None:
    api = Api()
    api.send("POST", "/apis/apps/v1/namespaces/default/deployments", deployment())
    api.wait(5_000)
    name = api.listed(PODS)[0]
    assert api.send("PATCH", f"{PODS}/{name}/status", {"status": None}, MERGE).body["status"] is not None
    [replica_set] = api.listed("/apis/apps/v1/namespaces/default/replicasets")
    path = f"/apis/apps/v1/namespaces/default/replicasets/{replica_set}/status"
    assert api.send("PATCH", path, {"status": None}, MERGE).body["status"] == {"replicas": 0}
    api.wait(60_000)


def test_what_a_condition_does_not_say_is_empty() -> None:
    api = Api()
    status = {"status": {"conditions": [{"reason": "x"}], "addresses": [{}]}}
    answer = api.send("PATCH", "/api/v1/nodes/node-2/status", status, MERGE)
    assert {"type": "", "status": "", "reason": "x"} in answer.body["status"]["conditions"]
    assert answer.body["status"]["addresses"] == [{"type": "", "address": ""}]
    api.wait(60_000)


@pytest.mark.parametrize(
    ("part", "body"),
    [
        ("binding", {"target": [{}]}),
        ("binding", {"target": {"name": {}}}),
        ("binding", "x"),
        ("eviction", {"deleteOptions": "x"}),
        ("eviction", {"deleteOptions": {"gracePeriodSeconds": "x"}}),
        ("eviction", [1]),
    ],
)
def test_a_part_of_another_shape_is_refused(part: str, body: Any) -> None:
    api = Api()
    api.send("POST", PODS, POD)
    assert api.send("POST", f"{PODS}/p/{part}", body).code == 400


@pytest.mark.parametrize("body", [{"metadata": [1], "spec": {}}, {"spec": "x"}, {"spec": {"replicas": "x"}}])
def test_a_scale_of_another_shape_is_refused(body: Any) -> None:
    api = Api()
    api.send("POST", "/apis/apps/v1/namespaces/default/deployments", deployment())
    path = "/apis/apps/v1/namespaces/default/deployments/web/scale"
    assert api.send("PUT", path, body).code == 400
    assert api.send("PATCH", path, body, MERGE).code == 400


@pytest.mark.parametrize(
    "containers", ["x", [{}], [{"name": 1}], [{"name": "c", "image": "x"}], [{"name": "²", "image": "x"}]]
)
def test_an_ephemeral_container_must_be_one(containers: Any) -> None:
    api = Api()
    api.send("POST", PODS, POD)
    api.wait(5_000)
    patch = {"spec": {"ephemeralContainers": containers}}
    assert api.send("PATCH", f"{PODS}/p/ephemeralcontainers", patch, MERGE).code in (400, 422)
    api.wait(5_000)


@pytest.mark.parametrize("address", ["$(X)", "a/b/c", "²", "10.0.0.0/8"])
def test_a_load_balancer_s_address_is_one(address: str) -> None:
    api = Api()
    api.send("POST", SERVICES, service(type="LoadBalancer"))
    told = {"status": {"loadBalancer": {"ingress": [{"ip": address}]}}}
    assert api.send("PATCH", f"{SERVICES}/web/status", told, MERGE).code == 422
    api.wait(5_000)


def test_an_owner_may_have_any_name() -> None:
    api = Api()
    owner = {"apiVersion": "v1", "kind": "Pod", "name": "a/b/c", "uid": "x", "blockOwnerDeletion": True}
    api.send("POST", PODS, {**POD, "metadata": {"name": "p", "ownerReferences": [owner]}})
    api.send("DELETE", f"{PODS}/p", {"gracePeriodSeconds": 0})
    api.wait(5_000)
    assert api.listed(PODS) == []
