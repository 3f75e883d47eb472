"""Completion and documentation come from the API's own schema, and from what the cluster has."""

from __future__ import annotations

import pytest
from worlds import tutorial

from k8sviz.sim.authoring import complete, documented
from k8sviz.sim.cluster import Cluster

SERVICE = "apiVersion: v1\nkind: Service\nspec:\n"


@pytest.fixture(scope="module")
def cluster() -> Cluster:
    return tutorial().world.cluster


def labels(cluster: Cluster, text: str) -> list[str]:
    line, column = text.count("\n") + 1, len(text.rpartition("\n")[2]) + 1
    return [option.label for option in complete(cluster, text, line, column).options]


def test_fields_are_those_of_the_schema_without_the_ones_written_already(cluster: Cluster) -> None:
    found = labels(cluster, SERVICE + "  ports:\n  - port: 80\n    ")
    assert found == ["appProtocol", "name", "nodePort", "protocol", "targetPort"]


def test_fields_that_have_to_be_there_come_first(cluster: Cluster) -> None:
    assert labels(cluster, SERVICE + "  ports:\n  - ")[0] == "port"


def test_an_enumeration_offers_its_values_with_their_meaning(cluster: Cluster) -> None:
    text = SERVICE + "  externalTrafficPolicy: "
    options = complete(cluster, text, 4, len("  externalTrafficPolicy: ") + 1).options
    assert [option.label for option in options] == ["Cluster", "Local"]
    assert "same node" in options[1].info


def test_a_selector_offers_the_labels_that_pods_have_but_not_the_clients(cluster: Cluster) -> None:
    assert labels(cluster, SERVICE + "  selector:\n    ") == ["run: httpd"]
    assert labels(cluster, SERVICE + "  selector:\n    run: ") == ["httpd"]


def test_a_target_port_offers_what_containers_declare(cluster: Cluster) -> None:
    assert labels(cluster, SERVICE + "  ports:\n  - port: 8080\n    targetPort: ") == ["80"]


def test_an_empty_document_offers_whole_objects(cluster: Cluster) -> None:
    assert {"Service", "Deployment", "kind"} <= set(labels(cluster, ""))
    assert labels(cluster, "apiVersion: apps/v1\nkind: De") == ["Deployment"]


def test_the_field_under_the_pointer_is_explained_in_the_apis_words() -> None:
    field = documented(SERVICE + "  selector: {run: httpd}\n  ports:\n  - port: 80\n", 6, 7)
    assert field is not None
    assert (field.path, field.type, field.required) == ("Service.spec.ports.port", "<integer>", True)
    assert field.command == "kubectl explain service.spec.ports.port"
    assert field.description == "The port that will be exposed by this service."


def test_flow_style_is_explained_too_and_nonsense_is_not() -> None:
    found = documented(SERVICE + "  ports: [{port: 80, targetPort: 80}]\n", 4, 24)
    assert found is not None
    assert found.path == "Service.spec.ports.targetPort"
    assert documented("just words", 1, 3) is None
