"""Fragments, from the values that they are made of."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.template.loader import render_to_string

from k8sviz.rooms.inspect import halves
from k8sviz.rooms.templatetags.cluster_words import difference, place, tokens
from k8sviz.sim.dataplane.journey import FiveTuple, Journey, Step
from k8sviz.sim.problems import Outcome, Refusal, Result

ROOM = SimpleNamespace(code="K7MP2XQT")
OUT = FiveTuple("tcp", "10.244.0.2", 41872, "10.107.133.215", 8080)
THERE = FiveTuple("tcp", "10.244.0.2", 41872, "10.244.2.2", 80)


def outcome(*results: Result) -> str:
    return render_to_string("_outcome.html", {"room": ROOM, "outcome": Outcome(results)})


def journey(*steps: Step, **fields: Any) -> Journey:
    values = {"number": 35, "at": 0, "client": "pod/default/client", "url": "http://httpd-svc:8080"}
    rest = {"lookup": None, "outcome": "answered", "ended": "pod/default/client"}
    return Journey(**{**values, **rest, **fields}, steps=steps)


def test_what_was_done_is_said_as_kubectl_says_it() -> None:
    assert "deployment.apps/httpd created" in outcome(
        Result("Deployment.apps", "default", "httpd", "created")
    )
    assert "service/httpd-svc unchanged" in outcome(Result("Service", "default", "httpd-svc", "unchanged"))


def test_a_refusal_keeps_the_servers_words_and_leads_to_its_line() -> None:
    refusal = Refusal(422, "Invalid", 'The Service "x" is invalid: spec.ports: Required value', (), 7, 3)
    html = outcome(Result("Service", "default", "x", "refused", 1, refusal))
    assert "The Service &quot;x&quot; is invalid: spec.ports: Required value" in html
    assert 'data-mark="7"' in html
    assert "Show line 7" in html
    assert "Convert to apps/v1" not in html


def test_an_old_api_version_comes_with_the_offer_to_convert() -> None:
    refusal = Refusal(0, "NoMatch", "no matches for kind", (), 1, 1)
    assert "Convert to apps/v1" in outcome(
        Result("Deployment.apps", "default", "httpd", "refused", 1, refusal, convertible=True)
    )


def test_kinds_that_do_not_act_are_said_not_to() -> None:
    note = "does nothing here"
    assert note in outcome(Result("ConfigMap", "default", "settings", "created"))
    assert note not in outcome(Result("Service", "default", "httpd-svc", "created"))


def test_texts_of_learners_are_escaped() -> None:
    assert "<b>" not in outcome(Result("Service", "default", "<b>x</b>", "created", warnings=("<b>",)))


def test_a_conversion_is_shown_before_anything_changes() -> None:
    context = {"room": ROOM, "text": "a: 1\nb: 2\n", "converted": "a: 1\nb: 3\n"}
    html = render_to_string("_convert.html", context)
    assert "Accept and apply" in html
    assert [(line.sign, line.text) for line in difference("a: 1\nb: 2\n", "a: 1\nb: 3\n")] == [
        (" ", "a: 1"),
        ("-", "b: 2"),
        ("+", "b: 3"),
    ]


def test_a_rewrite_is_struck_through_and_its_new_value_stands_out() -> None:
    told = journey(
        Step("pod/default/client", "eth0 out", False, OUT, OUT),
        Step("node/node-1", "nat PREROUTING", False, OUT, THERE, ("-A KUBE-SVC-X -j KUBE-SEP-Y",), "NEW"),
    )
    html = render_to_string("_journey.html", {"journey": told, "halves": halves(told), "told": ["So it is."]})
    assert "<s>10.107.133.215:8080</s>" in html
    assert '<span class="changed">10.244.2.2:80</span>' in html
    assert '<span class="token">KUBE-SEP-Y</span>' in html
    assert "<s>10.244.0.2" not in html


def test_request_and_reply_are_told_apart_and_numbered_through() -> None:
    back = FiveTuple("tcp", "10.244.2.2", 80, "10.244.0.2", 41872)
    both = halves(
        journey(
            Step("node/node-1", "nat PREROUTING", False, OUT, THERE),
            Step("node/node-1", "conntrack", True, back, back),
        )
    )
    assert [(half["reply"], [hop["number"] for hop in half["hops"]]) for half in both] == [
        (False, [1]),
        (True, [2]),
    ]


def test_places_are_named_as_a_reader_would() -> None:
    assert [
        place(one) for one in ("outside", "pod/default/client", "node/node-1", "nodeport/node-1/30001")
    ] == [
        "Client outside",
        "Pod client",
        "node-1",
        "node-1:30001",
    ]


def test_rules_wrap_between_words_only() -> None:
    assert tokens("-j DNAT") == '<span class="token">-j</span> <span class="token">DNAT</span>'


def test_a_room_that_a_newer_version_went_on_with_says_so() -> None:
    def page(continued_at: int | None) -> str:
        room = SimpleNamespace(code="K7MP2XQT", continued_at=continued_at)
        request = SimpleNamespace(csp_nonce="", get_full_path="/")
        return render_to_string("room.html", {"room": room, "request": request, "kind": "sandbox"})

    said = "went on with this room"
    assert said in page(7)
    assert said not in page(None)
