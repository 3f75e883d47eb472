"""Server-side apply: who owns which field, and what happens when two want the same one."""

from typing import Any

from apicalls import APPLY, DEPLOYMENTS, JSON_PATCH, MERGE, SERVICES, STRATEGIC, Api, deployment, service


def applied(api: Api, body: dict[str, Any], manager: str = "kubectl", **query: str) -> Any:
    return api.send("PATCH", f"{SERVICES}/web", body, APPLY, fieldManager=manager, **query)


def owned(api: Api, manager: str, path: str = f"{SERVICES}/web") -> Any:
    entries = api.read(path).body["metadata"]["managedFields"]
    return next(one["fieldsV1"] for one in entries if one["manager"] == manager)


def test_a_creation_owns_all_that_it_said() -> None:
    api = Api()
    api.send("POST", SERVICES, service(), fieldManager="kubectl-create")
    port: dict[str, Any] = {".": {}, "f:port": {}, "f:protocol": {}, "f:targetPort": {}}
    assert owned(api, "kubectl-create")["f:spec"] == {
        "f:internalTrafficPolicy": {},
        "f:ports": {".": {}, 'k:{"port":80,"protocol":"TCP"}': port},
        "f:selector": {},
        "f:sessionAffinity": {},
        "f:type": {},
    }


def test_who_changes_a_field_takes_it_from_the_others() -> None:
    api = Api()
    api.send("POST", SERVICES, service(), fieldManager="kubectl-create")
    api.send(
        "PATCH", f"{SERVICES}/web", {"spec": {"type": "NodePort"}}, STRATEGIC, fieldManager="kubectl-patch"
    )
    assert owned(api, "kubectl-patch") == {"f:spec": {"f:externalTrafficPolicy": {}, "f:type": {}}}
    assert "f:type" not in owned(api, "kubectl-create")["f:spec"]


def test_applying_creates_what_is_not_there() -> None:
    api = Api()
    assert applied(api, service()).code == 201
    assert owned(api, "kubectl")["f:spec"]["f:ports"] == {
        'k:{"port":80,"protocol":"TCP"}': {".": {}, "f:port": {}}
    }


def test_what_another_decided_is_a_conflict() -> None:
    api = Api()
    applied(api, service(type="ClusterIP"), "one")
    answer = applied(api, service(type="NodePort"), "two")
    assert (answer.code, answer.body["reason"]) == (409, "Conflict")
    assert answer.body["message"] == 'Apply failed with 1 conflict: conflict with "one": .spec.type'
    assert answer.body["details"]["causes"][0]["field"] == ".spec.type"


def test_several_conflicts_are_told_by_manager() -> None:
    api = Api()
    api.send("POST", DEPLOYMENTS, deployment(), fieldManager="kubectl-create")
    body = deployment(replicas=9, minReadySeconds=1)
    body["spec"]["template"]["spec"]["containers"][0]["image"] = "httpd"
    answer = api.send("PATCH", f"{DEPLOYMENTS}/web", body, APPLY, fieldManager="me")
    assert answer.body["message"] == (
        'Apply failed with 2 conflicts: conflicts with "kubectl-create" using apps/v1:\n'
        '- .spec.replicas\n- .spec.template.spec.containers[name="c"].image'
    )


def test_force_takes_the_field() -> None:
    api = Api()
    applied(api, service(type="ClusterIP"), "one")
    assert applied(api, service(type="NodePort"), "two", force="true").body["spec"]["type"] == "NodePort"
    assert "f:type" not in owned(api, "one")["f:spec"]


def test_what_is_no_longer_applied_goes() -> None:
    api = Api()
    body = service()
    applied(api, {**body, "metadata": {"name": "web", "labels": {"a": "1", "b": "2"}}})
    api.send("PATCH", f"{SERVICES}/web", {"metadata": {"labels": {"c": "3"}}}, MERGE, fieldManager="other")
    applied(api, {**body, "metadata": {"name": "web", "labels": {"a": "1"}}})
    assert api.read(f"{SERVICES}/web").body["metadata"]["labels"] == {"a": "1", "c": "3"}


def test_unknown_fields_do_not_fit_the_schema() -> None:
    answer = applied(Api(), service(nosuch=1))
    assert answer.code == 500
    assert answer.body["message"] == (
        "failed to create typed patch object (default/web; /v1, Kind=Service): "
        ".spec.nosuch: field not declared in schema"
    )


def test_a_list_with_keys_has_no_item_twice() -> None:
    ports = [{"name": name, "port": 80} for name in ("a", "b")]
    answer = applied(Api(), service(ports=ports))
    assert answer.code == 500
    assert answer.body["message"] == (
        "failed to create typed patch object (default/web; /v1, Kind=Service): "
        '.spec.ports: duplicate entries for key [port=80,protocol="TCP"]'
    )


def test_a_client_may_rewrite_who_owns_what() -> None:
    api = Api()
    api.send("POST", SERVICES, service(), fieldManager="kubectl-create")
    patch = [{"op": "replace", "path": "/metadata/managedFields", "value": [{}]}]
    api.send("PATCH", f"{SERVICES}/web", patch, JSON_PATCH)
    assert "managedFields" not in api.read(f"{SERVICES}/web").body["metadata"]
