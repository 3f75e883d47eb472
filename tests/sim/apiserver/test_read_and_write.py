"""Objects through the API: created, read, listed, changed, deleted."""

import pytest
from apicalls import (
    DEPLOYMENTS,
    JSON_PATCH,
    MERGE,
    PODS,
    SERVICES,
    STRATEGIC,
    Api,
    deployment,
    service,
)


def test_what_was_created_can_be_read() -> None:
    api = Api()
    made = api.send("POST", SERVICES, service())
    assert made.code == 201
    assert api.read(f"{SERVICES}/web").body == made.body
    assert made.body["spec"]["clusterIP"].startswith("10.")


def test_a_list_goes_by_name() -> None:
    api = Api()
    for name in ("c", "a", "b"):
        api.send("POST", SERVICES, service(name))
    assert api.listed(SERVICES) == ["a", "b", "c", "kubernetes"]


def test_a_long_list_comes_in_pieces() -> None:
    api = Api()
    for name in ("c", "a", "b"):
        api.send("POST", SERVICES, service(name))
    first = api.read(SERVICES, limit="3").body
    assert [item["metadata"]["name"] for item in first["items"]] == ["a", "b", "c"]
    assert first["metadata"]["remainingItemCount"] == 1
    assert api.listed(SERVICES, limit="3", **{"continue": first["metadata"]["continue"]}) == ["kubernetes"]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (f"{SERVICES}/nosuch", 'services "nosuch" not found'),
        (f"{DEPLOYMENTS}/nosuch", 'deployments.apps "nosuch" not found'),
        ("/apis/nosuch/v1/things", "the server could not find the requested resource"),
    ],
)
def test_what_is_not_there_is_a_404(path: str, message: str) -> None:
    answer = Api().read(path)
    assert (answer.code, answer.body["reason"], answer.body["message"]) == (404, "NotFound", message)


def test_the_same_name_twice_is_a_conflict() -> None:
    api = Api()
    api.send("POST", SERVICES, service())
    answer = api.send("POST", SERVICES, service())
    assert (answer.code, answer.body["reason"]) == (409, "AlreadyExists")
    assert answer.body["message"] == 'services "web" already exists'
    assert answer.body["details"] == {"name": "web", "kind": "services"}


def test_faults_are_told_with_their_causes() -> None:
    answer = Api().send("POST", SERVICES, service(ports=[{"port": 0, "targetPort": 80}]))
    assert answer.code == 422
    assert answer.body["details"]["causes"] == [
        {
            "reason": "FieldValueInvalid",
            "message": "Invalid value: 0: must be between 1 and 65535, inclusive",
            "field": "spec.ports[0].port",
        }
    ]


def test_an_old_version_cannot_be_put_back() -> None:
    api = Api()
    made = api.send("POST", SERVICES, service()).body
    api.send("PATCH", f"{SERVICES}/web", {"metadata": {"labels": {"a": "b"}}}, MERGE)
    answer = api.send("PUT", f"{SERVICES}/web", made)
    assert (answer.code, answer.body["reason"]) == (409, "Conflict")
    assert answer.body["message"].endswith("please apply your changes to the latest version and try again")


@pytest.mark.parametrize(
    ("kind", "patch"),
    [
        (MERGE, {"metadata": {"labels": {"x": "y"}}}),
        (STRATEGIC, {"metadata": {"labels": {"x": "y"}}}),
        (JSON_PATCH, [{"op": "add", "path": "/metadata/labels", "value": {"x": "y"}}]),
    ],
)
def test_every_type_of_patch_changes_an_object(kind: str, patch: object) -> None:
    api = Api()
    api.send("POST", SERVICES, service())
    answer = api.send("PATCH", f"{SERVICES}/web", patch, kind)
    assert (answer.code, answer.body["metadata"]["labels"]) == (200, {"x": "y"})


def test_a_dry_run_leaves_nothing_behind() -> None:
    api = Api()
    answer = api.send("POST", SERVICES, service(), dryRun="All")
    assert (answer.code, answer.body["metadata"]["name"]) == (201, "web")
    assert api.read(f"{SERVICES}/web").code == 404


@pytest.mark.parametrize(
    ("validation", "code", "warned"), [("Strict", 400, 0), ("Warn", 201, 1), ("Ignore", 201, 0)]
)
def test_unknown_fields_are_refused_remarked_or_ignored(validation: str, code: int, warned: int) -> None:
    answer = Api().send("POST", SERVICES, service(nosuch=1), fieldValidation=validation)
    assert (answer.code, len(answer.warnings)) == (code, warned)


def test_a_generated_name_begins_as_asked() -> None:
    body = {**service(), "metadata": {"generateName": "web-"}}
    name = Api().send("POST", SERVICES, body).body["metadata"]["name"]
    assert name.startswith("web-")
    assert len(name) == len("web-") + 5


def test_scale_is_a_resource_of_its_own() -> None:
    api = Api()
    api.send("POST", DEPLOYMENTS, deployment())
    answer = api.send("PATCH", f"{DEPLOYMENTS}/web/scale", {"spec": {"replicas": 3}}, MERGE)
    assert (answer.body["kind"], answer.body["spec"]) == ("Scale", {"replicas": 3})
    assert len(api.listed(PODS)) == 3


def test_pods_are_chosen_by_label_and_by_field() -> None:
    api = Api()
    api.send("POST", DEPLOYMENTS, deployment())
    api.send("POST", DEPLOYMENTS, deployment("other", replicas=1))
    assert len(api.listed(PODS, labelSelector="run=web")) == 2
    assert len(api.listed(PODS, labelSelector="run in (web,other),pod-template-hash")) == 3
    node = api.read(PODS).body["items"][0]["spec"]["nodeName"]
    assert api.listed(PODS, fieldSelector=f"spec.nodeName={node},status.phase!=Running") == []


def test_a_field_that_cannot_be_selected_is_refused() -> None:
    answer = Api().read(PODS, fieldSelector="spec.nosuch=1")
    assert (answer.code, answer.body["message"]) == (400, "field label not supported: spec.nosuch")


def test_a_table_has_the_cells_that_kubectl_prints() -> None:
    api = Api()
    api.send("POST", SERVICES, service(type="LoadBalancer"))
    [web] = api.cells(SERVICES, fieldSelector="metadata.name=web")
    assert (web[0], web[1], web[3], web[5], web[6]) == ("web", "LoadBalancer", "<pending>", "0s", "run=web")


def test_what_is_deleted_gracefully_is_shown_terminating() -> None:
    api = Api()
    api.send(
        "POST", PODS, {"metadata": {"name": "one"}, "spec": {"containers": [{"name": "c", "image": "i"}]}}
    )
    answer = api.send("DELETE", f"{PODS}/one")
    assert answer.body["metadata"]["deletionGracePeriodSeconds"] == 30
    assert api.cells(PODS)[0][2] == "Terminating"
    api.wait()
    assert api.listed(PODS) == []


def test_dependents_go_in_the_background_or_stay_as_orphans() -> None:
    api = Api()
    api.send("POST", DEPLOYMENTS, deployment())
    api.send("DELETE", f"{DEPLOYMENTS}/web", {"propagationPolicy": "Orphan"})
    sets = api.read("/apis/apps/v1/namespaces/default/replicasets").body["items"]
    assert [one["metadata"].get("ownerReferences") for one in sets] == [None]
    api.send("DELETE", f"/apis/apps/v1/namespaces/default/replicasets/{sets[0]['metadata']['name']}")
    api.wait()
    assert api.listed(PODS) == []


def test_in_the_foreground_the_owner_goes_last() -> None:
    api = Api()
    api.send("POST", DEPLOYMENTS, deployment())
    answer = api.send("DELETE", f"{DEPLOYMENTS}/web", {"propagationPolicy": "Foreground"})
    assert answer.body["metadata"]["finalizers"] == ["foregroundDeletion"]
    assert api.read(f"{DEPLOYMENTS}/web").code == 200
    api.wait()
    assert api.read(f"{DEPLOYMENTS}/web").code == 404


def test_a_finalizer_holds_an_object_until_it_is_taken_away() -> None:
    api = Api()
    body = service()
    api.send("POST", SERVICES, {**body, "metadata": {"name": "web", "finalizers": ["example.com/hold"]}})
    api.send("DELETE", f"{SERVICES}/web")
    assert "deletionTimestamp" in api.read(f"{SERVICES}/web").body["metadata"]
    api.send("PATCH", f"{SERVICES}/web", {"metadata": {"finalizers": None}}, MERGE)
    assert api.read(f"{SERVICES}/web").code == 404


def test_a_namespace_takes_what_is_in_it_along() -> None:
    api = Api()
    api.send("POST", "/api/v1/namespaces", {"metadata": {"name": "team"}})
    api.send("POST", "/apis/apps/v1/namespaces/team/deployments", deployment())
    answer = api.send("DELETE", "/api/v1/namespaces/team")
    assert answer.body["status"]["phase"] == "Terminating"
    refused = api.send("POST", "/api/v1/namespaces/team/services", service())
    assert (refused.code, refused.body["reason"]) == (403, "Forbidden")
    api.wait()
    assert api.read("/api/v1/namespaces/team").code == 404


UNREADABLE = "the object provided is unrecognized (must be of type Service): "
PARSED = "couldn't get version/kind; json parse error: "


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            "{bad",
            f"{UNREADABLE}{PARSED}invalid character 'b' looking for beginning of object key string ({{bad)",
        ),
        ("", f"{UNREADABLE}{PARSED}unexpected end of JSON input (<empty>)"),
        (
            '{"a": 1 2}',
            f"{UNREADABLE}{PARSED}invalid character '2' after object key:value pair ({{\"a\": 1 2}})",
        ),
        (
            deployment(),
            'Deployment in version "v1" cannot be handled as a Service: '
            "converting (v1.Deployment) to (core.Service): unknown conversion",
        ),
    ],
)
def test_what_is_no_object_of_the_kind_is_a_bad_request(body: object, message: str) -> None:
    api = Api()
    answer = api.send("POST", SERVICES, body)
    assert (answer.code, answer.body["reason"], answer.body["message"]) == (400, "BadRequest", message)


def test_a_version_that_is_no_number_is_an_error_of_the_server() -> None:
    api = Api()
    made = api.send("POST", SERVICES, service()).body
    made["metadata"]["resourceVersion"] = "abc"
    answer = api.send("PUT", f"{SERVICES}/web", made)
    assert (answer.code, answer.body["message"]) == (500, 'strconv.ParseUint: parsing "abc": invalid syntax')


def test_a_service_without_a_name_has_nothing_to_hang_its_address_on() -> None:
    answer = Api().send("POST", SERVICES, {"spec": {"ports": [{"port": 80}]}})
    assert answer.code == 422
    assert answer.body["message"].endswith("is invalid: spec.parentRef.name: Required value")


def test_a_pod_is_evicted_unless_a_budget_forbids_it() -> None:
    api = Api()
    api.send("POST", DEPLOYMENTS, deployment(replicas=1))
    [name] = api.listed(PODS)
    budgets = "/apis/policy/v1/namespaces/default/poddisruptionbudgets"
    budget = {
        "metadata": {"name": "b"},
        "spec": {"minAvailable": 1, "selector": {"matchLabels": {"run": "web"}}},
    }
    api.send("POST", budgets, budget)
    assert api.send("POST", f"{PODS}/{name}/eviction", {"metadata": {"name": name}}).code == 429
    assert api.cells(budgets) == [["b", "1", "N/A", 0, "0s"]]
    api.send("PATCH", f"{DEPLOYMENTS}/web/scale", {"spec": {"replicas": 3}}, MERGE)
    assert api.cells(budgets) == [["b", "1", "N/A", 2, "0s"]]
    api.send("DELETE", f"{budgets}/b")
    assert api.send("POST", f"{PODS}/{name}/eviction", {"metadata": {"name": name}}).code == 201


def test_an_autoscaler_is_one_object_in_two_versions() -> None:
    api = Api()
    path = "/apis/autoscaling/{}/namespaces/default/horizontalpodautoscalers"
    target = {"kind": "Deployment", "name": "web"}
    spec = {"scaleTargetRef": target, "maxReplicas": 5, "targetCPUUtilizationPercentage": 50}
    made = api.send("POST", path.format("v1"), {"metadata": {"name": "web"}, "spec": spec})
    assert made.body["spec"]["targetCPUUtilizationPercentage"] == 50
    found = api.read(path.format("v2") + "/web").body["spec"]["metrics"]
    assert found[0]["resource"]["target"] == {"averageUtilization": 50, "type": "Utilization"}
    assert api.cells(path.format("v2"))[0][2] == "cpu: <unknown>/50%"


def test_what_follows_from_other_objects_is_listed_too() -> None:
    api = Api()
    addresses = api.cells("/apis/networking.k8s.io/v1/ipaddresses")
    assert ["10.96.0.1", "services/default/kubernetes"] in addresses
    assert len(api.listed("/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases")) == 3
    assert api.listed("/api/v1/namespaces/default/configmaps") == ["kube-root-ca.crt"]


def test_a_list_from_the_future_is_not_known_yet() -> None:
    answer = Api().read(SERVICES, resourceVersion="99999999")
    assert answer.code == 504
    assert answer.body["details"]["causes"][0]["reason"] == "ResourceVersionTooLarge"


def test_an_item_without_its_merge_key_cannot_be_merged() -> None:
    api = Api()
    api.send("POST", SERVICES, service())
    answer = api.send("PATCH", f"{SERVICES}/web", {"spec": {"ports": [{"name": "a"}]}}, STRATEGIC)
    assert answer.code == 500
    assert answer.body["message"] == "map: map[name:a] does not contain declared merge key: port"


def test_the_cluster_has_two_priority_classes_of_its_own() -> None:
    api = Api()
    found = api.read("/apis/scheduling.k8s.io/v1/priorityclasses").body["items"]
    assert [(one["metadata"]["name"], one["value"]) for one in found] == [
        ("system-cluster-critical", 2_000_000_000),
        ("system-node-critical", 2_000_001_000),
    ]
