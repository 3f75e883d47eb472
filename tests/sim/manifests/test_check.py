"""What the editor underlines."""

from k8sviz.sim.manifests.check import diagnose

SERVICE = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports:\n  - port: 80\n"


def lines_and_messages(text: str) -> list[tuple[int, int, str]]:
    return [(one.line, one.column, one.message) for one in diagnose(text)]


def test_a_good_text_has_no_marks() -> None:
    assert diagnose(SERVICE) == []


def test_a_field_error_is_on_the_fields_line() -> None:
    message = "spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive"
    found, _target_port = diagnose(SERVICE.replace("80", "0"))
    assert (found.line, found.column, found.end_column, found.message) == (7, 5, 12, message)


def test_every_unknown_field_is_marked() -> None:
    found = lines_and_messages(SERVICE + "    targetport: 80\n  foo: 1\n")
    assert found == [
        (9, 3, 'unknown field "spec.foo"'),
        (8, 5, 'unknown field "spec.ports[0].targetport"'),
    ]


def test_a_wrong_type_is_marked() -> None:
    [(line, _, message)] = lines_and_messages(SERVICE.replace("80", '"80"'))
    assert line == 7
    assert message.endswith(
        "cannot unmarshal string into Go struct field ServicePort.spec.ports.port of type int32"
    )


def test_an_old_version_is_marked_where_it_stands() -> None:
    found = lines_and_messages("kind: Deployment\napiVersion: apps/v1beta1\nmetadata: {name: a}\n")
    assert found == [(2, 1, 'no matches for kind "Deployment" in version "apps/v1beta1"')]


def test_a_missing_kind_is_marked_at_the_document() -> None:
    assert lines_and_messages(SERVICE + "---\n\napiVersion: v1\n") == [(10, 1, "kind not set")]


def test_a_missing_field_is_marked_at_its_nearest_parent() -> None:
    assert lines_and_messages(SERVICE.replace("  ports:\n  - port: 80\n", "  type: NodePort\n")) == [
        (5, 1, "spec.ports: Required value")
    ]


def test_warnings_do_not_hide_errors() -> None:
    severities = [one.severity for one in diagnose(SERVICE + "  ports:\n  - port: 0\n    targetPort: 80\n")]
    assert severities == ["warning", "error"]


def test_an_alias_chosen_for_a_cluster_ip_is_found() -> None:
    text = SERVICE + "  clusterIP: 10.96.0.300\n"
    [(line, _, message)] = lines_and_messages(text)
    assert (line, message.partition(":")[0]) == (8, "spec.clusterIPs[0]")
