"""The words that the browser's islands say, in the reader's language; the page carries them as JSON."""

from __future__ import annotations

from django.utils.translation import gettext as _


def stage_words() -> dict[str, str]:
    """What the stage says: the keys are those of static/js/words.js."""
    return {**_states(), **_packets(), **_things(), **_controls(), **_spoken()}


def page_words() -> dict[str, str]:
    """What editor, request bar and lesson say."""
    return {
        "step": _("Step {n} of {all}"),
        "copied": _("Copied."),
        "offline": _("The server does not answer. Your text is safe here."),
        "edit_here": _("The object is in the editor. Change it there and apply."),
        "newer_text": _("The room's text is newer than yours. Undo brings yours back."),
        "port_lesson": port_remark(),
        "port_other": _("{name} has port {ports}, not {port}."),
        "by_name": _("By name"),
        "by_cluster_ip": "ClusterIP",
        "by_node_port": "NodePort",
        "by_balancer": _("Load balancer"),
        "by_pod_ip": "Pod IP",
    }


def port_remark() -> str:
    """The lesson's text and its manifest differ; said wherever somebody would stumble over it."""
    return _(
        "The lesson says port 8080, its manifest says 808. Both are legal: "
        "ask :808, or write port: 8080 and apply again."
    )


def state_word(state: str) -> str:
    """The word for a Pod's state."""
    return _states().get(state, state)


def outcome_word(outcome: str) -> str:
    """The word for how a request ended."""
    return _packets().get(outcome, outcome)


def _states() -> dict[str, str]:
    return {
        "ready": _("Ready"),
        "starting": _("Starting"),
        "pending": _("Pending"),
        "unready": _("Not ready"),
        "terminating": _("Terminating"),
        "failed": _("Failed"),
    }


def _packets() -> dict[str, str]:
    return {
        "request": _("request"),
        "reply": _("reply"),
        "answered": _("answered"),
        "refused": _("refused"),
        "dropped": _("dropped"),
        "timeout": _("timed out"),
        "nxdomain": _("no such name"),
        "unreachable": _("unreachable"),
        "reset": _("reset"),
        "flying": _("on the way"),
        "ended_on": _("{what} on {node}"),
        "only_inside": _("no way there from outside"),
        "not_answered": _("not answered"),
        "rewrites": _("{node} rewrites"),
        "turns_back": _("{node} turns it back"),
        "sends": _("sends {rate}/s"),
    }


def _things() -> dict[str, str]:
    return {
        "answers": _("answers"),
        "no_answers_yet": _("None yet: send a request, it goes to both."),
        "average": _("average {n}"),
        "service": "Service",
        "selects": _("selects {ready} of {selected} Pods"),
        "selects_none": _("0 Pods"),
        "no_endpoints": _("no endpoints"),
        "on_node": _("on {node}"),
        "no_node": _("no node yet"),
        "outside": _("Outside"),
        "cluster": _("Cluster"),
        "pending_address": "<pending>",
        "no_address": _("no ClusterIP"),
        "target_port": "targetPort {port}",
        "load_balancer": _("Load balancer"),
        "rules": _("rules"),
        "synced": _("in step"),
        "syncing": _("being written"),
        "client": _("client"),
        "node": _("Node"),
        "pod": "Pod",
        "not_a_hop": _("Not a hop. It lives only in rules: the same on every node."),
    }


def _controls() -> dict[str, str]:
    return {
        "watching": _("{n} watching"),
        "paused": _("Paused"),
        "playing": _("Playing"),
        "live": _("Live"),
        "resync": _("Catching up …"),
        "offline": _("Connection lost. Trying again …"),
        "closed": _("This room is closed."),
        "concept": _("Concept"),
        "datapath": _("Datapath"),
        "lens": _("Lens"),
        "twin": _("As a list"),
        "graph": _("The cluster as a picture"),
        "legend": _("Legend"),
        "play": _("Play"),
        "pause": _("Pause"),
        "speed": _("Speed"),
        "timeline": _("Timeline"),
        "fit": _("Show everything"),
        "step_back": _("Step back"),
        "step_forward": _("Step forward"),
        "step_by": _("Step by"),
        "by_hop": _("by hop"),
        "by_packet": _("by packet"),
        "by_event": _("by event"),
        "back_to_live": _("Back to live"),
        "behind": _("{n} s behind"),
        "under_way": _("packets on the way: {n}"),
        "copy_moment": _("Copy link"),
        "copy_moment_title": _("A link that opens the room at this moment, with this packet"),
        "moment_copied": _("Copied: the link to this moment."),
        "fork": _("Fork"),
        "fork_title": _("A room of your own that goes on from this moment"),
        "what_if": _("What if …"),
        "what_if_title": _(
            "Two rooms side by side that go on from this moment: one as it is, one to be changed"
        ),
        "created": _("created"),
        "changed": _("changed"),
        "deleted": _("deleted"),
        "configured": _("configured"),
        "scaled": _("scaled"),
        "probe_fails": _("readiness fails"),
        "process_stopped": _("process stopped"),
        "cut_off": _("cut off"),
        "rules_stand_still": _("rules no longer change"),
        "mended": _("repaired"),
        "killed": _("killed"),
        "cordoned": _("cordoned"),
        "uncordoned": _("uncordoned"),
        "drained": _("drained"),
        "addressed": _("has an address"),
        "scheduled": _("has a node"),
        "started": _("started"),
        "labelled": _("labelled"),
        "succeeded": _("ended well"),
        "pods_ready": _("{n} Pods ready"),
    }


def _spoken() -> dict[str, str]:
    return {
        "say_answered": _("Request {n}: {pod} answered."),
        "say_refused": _("Request {n} was refused at {place}."),
        "say_timeout": _("Request {n}: no answer, it stopped at {place}."),
        "say_nxdomain": _("Request {n}: the name does not exist."),
        "say_unreachable": _("Request {n}: {place} cannot be reached."),
        "say_reset": _("Request {n}: {place} reset the connection."),
        "say_hop": _("Request {n}: from {from} to {to}, {src} to {dst}."),
        "say_leaves": _("Request {n} leaves {from} for {dst}."),
        "say_many": _("{n} requests answered, {bad} failed."),
    }
