"""Bodies that kubectl v1.32.4 sends as protobuf, recorded, and what they say."""

from __future__ import annotations

import base64
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8sviz.kubeapi.protobuf import MAGIC, ProtobufError, decoded

_SERVICE = (
    "azhzAAoNCgJ2MRIHU2VydmljZRJnCh0KAm5wEgAaACIAKgAyADgAQgBaCQoDYXBwEgJucBJCCh0KBzgwLTgwODASA1RDUBhQ"
    "IgcIABCQPxoAKIDrARIJCgNhcHASAm5wGgAiCE5vZGVQb3J0OgBCAFIAWgBgAGgAGgIKABoAIgA="
)
_DEPLOYMENT = (
    "azhzAAoVCgdhcHBzL3YxEgpEZXBsb3ltZW50ErgBCh8KA3dlYhIAGgAiACoAMgA4AEIAWgoKA2FwcBIDd2ViEoYBCAISDAoK"
    "CgNhcHASA3dlYhpsChwKABIAGgAiACoAMgA4AEIAWgoKA2FwcBIDd2ViEkwSLgoFbmdpbngSBW5naW54KgAyCgoAEAAYUCIA"
    "KgBCAGoAcgCAAQCIAQCQAQCiAQAaADIAQgBKAFIAWABgAGgAggEAigEAmgEAwgEAIgIKACgAOAAaDAgAEAAYACAAKAA4ABoA"
    "IgA="
)
_AUTOSCALER = (
    "azhzAAopCg5hdXRvc2NhbGluZy92MRIXSG9yaXpvbnRhbFBvZEF1dG9zY2FsZXISPwoVCgVuZ2lueBIAGgAiACoAMgA4AEIA"
    "EiAKHAoKRGVwbG95bWVudBIFbmdpbngaB2FwcHMvdjEYAxoEGAAgABoAIgA="
)


def _read(text: str) -> dict[str, object]:
    return decoded(base64.b64decode(text))


def test_a_service() -> None:
    port = {"name": "80-8080", "protocol": "TCP", "port": 80, "targetPort": 8080, "nodePort": 30080}
    assert _read(_SERVICE) == {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "np", "labels": {"app": "np"}},
        "spec": {"ports": [port], "selector": {"app": "np"}, "type": "NodePort"},
        "status": {"loadBalancer": {}},
    }


def test_a_deployment() -> None:
    found = _read(_DEPLOYMENT)
    assert found["apiVersion"] == "apps/v1"
    spec = found["spec"]
    assert isinstance(spec, dict)
    assert spec["replicas"] == 2
    container = {"name": "nginx", "image": "nginx", "ports": [{"containerPort": 80}], "resources": {}}
    assert spec["template"]["spec"]["containers"] == [container]


def test_an_autoscaler() -> None:
    assert _read(_AUTOSCALER)["kind"] == "HorizontalPodAutoscaler"


@pytest.mark.parametrize("cut", range(5, 100, 7))
def test_a_cut_message_is_refused_or_says_less(cut: int) -> None:
    body = base64.b64decode(_SERVICE)[:cut]
    with contextlib.suppress(ProtobufError):
        assert decoded(body)["kind"] == "Service"


@given(st.binary(max_size=200))
def test_whatever_comes_is_read_or_refused(noise: bytes) -> None:
    for body in (noise, MAGIC + noise, base64.b64decode(_SERVICE)[:40] + noise):
        try:
            decoded(body)
        except ProtobufError:
            continue
