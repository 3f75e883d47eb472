"""What the API server says of itself."""

from k8sviz.sim.apiserver import discovery, openapi


def test_the_older_documents_are_made_from_the_aggregated_ones() -> None:
    found = discovery.document("/apis/apps/v1") or {}
    names = [row["name"] for row in found["resources"]]
    assert names[:4] == ["controllerrevisions", "daemonsets", "daemonsets/status", "deployments"]
    scale = next(row for row in found["resources"] if row["name"] == "deployments/scale")
    assert (scale["group"], scale["version"], scale["kind"]) == ("autoscaling", "v1", "Scale")


def test_what_is_kept_tells_a_hash_of_its_version_and_what_is_only_asked_tells_none() -> None:
    rows = {row["name"]: row for row in (discovery.document("/api/v1") or {})["resources"]}
    assert rows["pods"]["storageVersionHash"] == "xPOwRZ+Yhw8="
    assert "storageVersionHash" not in rows["componentstatuses"]
    assert "storageVersionHash" not in rows["pods/status"]


def test_a_group_that_is_not_served_has_no_document() -> None:
    assert discovery.document("/apis/example.com/v1") is None
    assert openapi.document("apis/example.com/v1") is None


def test_every_group_and_version_has_an_openapi_document_in_itself_complete() -> None:
    for location in openapi.locations():
        document = openapi.document(location) or {}
        known = document["components"]["schemas"]
        missing = {name for schema in known.values() for name in openapi._references(schema)} - set(known)
        assert not missing, location


def test_a_patch_of_a_service_takes_field_validation() -> None:
    document = openapi.document("api/v1") or {}
    patch = document["paths"]["/api/v1/namespaces/{namespace}/services/{name}"]["patch"]
    assert "fieldValidation" in [parameter["name"] for parameter in patch["parameters"]]
    assert patch["x-kubernetes-group-version-kind"] == {"group": "", "version": "v1", "kind": "Service"}
