"""Go's ways of laying out text."""

from __future__ import annotations

import pytest

from k8sviz.terminal.gotext import duration, jsonpath, template
from k8sviz.terminal.gotext.budget import Budget
from k8sviz.terminal.gotext.tabwriter import DESCRIPTION, TABLE, align
from k8sviz.terminal.gotext.wordwrap import wrap

_PODS = {
    "items": [
        {"metadata": {"name": "a", "labels": {"app": "x"}}, "spec": {"nodeName": "node-1"}, "n": 1},
        {"metadata": {"name": "b"}, "spec": {"nodeName": "node-2"}, "n": 2},
    ]
}


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-5, "<invalid>"), (0.4, "0s"), (119, "119s"), (120, "2m"), (125, "2m5s"), (600, "10m"),
        (3 * 3600, "3h"), (3 * 3600 + 300, "3h5m"), (47 * 3600, "47h"), (48 * 3600, "2d"),
        (50 * 3600, "2d2h"), (10 * 86400, "10d"), (800 * 86400, "2y70d"), (9 * 365 * 86400, "9y"),
    ],
)  # fmt: skip
def test_an_age_has_two_units_at_the_most(seconds: float, text: str) -> None:
    assert duration.human(seconds) == text


def test_a_column_ends_where_a_line_has_no_cell_in_it() -> None:
    assert align("a\tb\nlonger\tc\n\nd\te\n", DESCRIPTION) == "a       b\nlonger  c\n\nd  e\n"


def test_a_table_keeps_a_least_width() -> None:
    assert align("NAME\tAGE\nx\t1s\n", TABLE) == "NAME   AGE\nx      1s\n"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("{.items[*].metadata.name}", "a b"),
        ("{.items[-1].metadata.name}", "b"),
        ("{.items[0:1].n}", "1"),
        ('{.items[?(@.spec.nodeName=="node-2")].metadata.name}', "b"),
        ("{.items[?(@.n>1)].n}", "2"),
        ("{..nodeName}", "node-1 node-2"),
        ("{.items[0]['metadata']['labels']}", '{"app":"x"}'),
        ('{range .items[*]}{.metadata.name}{"\\n"}{end}', "a\nb\n"),
        ("{.items[1].metadata.labels.app}", ""),
        ("{.items[0,1].n}", "1 2"),
    ],
)
def test_jsonpath_finds_what_a_path_leads_to(path: str, text: str) -> None:
    assert jsonpath.execute(jsonpath.parse(path), _PODS, Budget()) == text


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ('{{range .items}}{{.metadata.name}}{{"\\n"}}{{end}}', "a\nb\n"),
        ("{{range $i, $p := .items}}{{$i}}={{$p.n}} {{end}}", "0=1 1=2 "),
        ('{{index .items 0 "metadata" "name"}}', "a"),
        ("{{len .items}} {{.nosuch}}", "2 <no value>"),
        ("{{range .items}}{{if eq .n 2}}two{{else}}other{{end}} {{end}}", "other two "),
        ('{{with (index .items 0)}}{{printf "%s-%d" .metadata.name .n}}{{end}}', "a-1"),
        ("x  {{- 1 -}}  y", "x1y"),
    ],
)
def test_a_template_is_carried_out_as_go_does(text: str, printed: str) -> None:
    assert template.execute(text, _PODS, Budget()) == printed


def test_words_wrap_and_keep_their_indentation() -> None:
    assert wrap("one two three\n  * four", 8) == "one two\nthree\n  * four"
