"""What somebody may type in a free room costs no more than a limit that its answer names."""

from __future__ import annotations

import pytest
from simulated import SimulatedApi

from k8sviz.terminal.gotext import budget, duration, jsonpath, strconv, template
from k8sviz.terminal.gotext.budget import Budget, LimitError
from k8sviz.terminal.kubectl.run import run

_WIDE = {"items": [{"items": list(range(100))} for _ in range(100)]}
_NESTED = "{{range $.items}}" * 6 + "x" + "{{end}}" * 6
_DOUBLING = '{{$x := "ab"}}' + "{{$x = print $x $x}}" * 60
_RECURSIVE = '{{define "a"}}{{template "a" .}}{{end}}{{template "a" .}}'


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        (_NESTED, f"more than {budget.STEPS} steps"),
        (_DOUBLING, f"more than {budget.CHARACTERS} characters"),
        ("{{$x := print .}}" + "{{$x = print $x $x `.`}}" * 9, f"more than {budget.CHARACTERS} characters"),
        ("{{range .items}}{{printf `%999999d` 1}}{{end}}", f"more than {budget.CHARACTERS} characters"),
        ("{{printf `" + "%999999d" * 50 + "`}}", f"more than {budget.CHARACTERS} characters"),
        ("{{.}}" * 4000, f"more than {budget.CHARACTERS} characters"),
        (_RECURSIVE, f"nested more than {budget.DEPTH} levels deep"),
        ("{{if 1}}" * 500 + "{{end}}" * 500, f"nested more than {budget.DEPTH} levels deep"),
        ("{{if 1}}" + "{{else if 1}}" * 500 + "{{end}}", f"nested more than {budget.DEPTH} levels deep"),
        ("{{" + "(" * 5000 + "1" + ")" * 5000 + "}}", f"nested more than {budget.DEPTH} levels deep"),
        ("x" * (budget.LENGTH + 1), f"more than {budget.LENGTH} characters"),
    ],
)  # fmt: skip
def test_a_template_ends_at_a_limit_that_it_names(text: str, limit: str) -> None:
    with pytest.raises(LimitError, match=f"^{limit}: this classroom's limit"):
        template.execute(text, _WIDE, Budget())


_CHILD: object = "x"
for _ in range(40):
    _CHILD = {"a": _CHILD, "b": [1]}


@pytest.mark.parametrize(
    ("text", "value", "limit"),
    [
        (
            "{" + "[0:1,0:1,0:1,0:1,0:1]" * 12 + "}",
            [[[[[[[[[[[[[1]]]]]]]]]]]]],
            f"more than {budget.STEPS} steps",
        ),
        ("{" + "..a" * 40 + "}", _CHILD, f"more than {budget.STEPS} steps"),
        ("{.items[*].items[*]}" * 100, _WIDE, f"more than {budget.STEPS} steps"),
        ("{range .items[*]}{range .items[*]}{@}{@}{@}{@}{@}" * 10, _WIDE, f"more than {budget.STEPS} steps"),
        ("{.items}" * 2000, _WIDE, f"more than {budget.CHARACTERS} characters"),
        ("{range}" * 200, _WIDE, f"nested more than {budget.DEPTH} levels deep"),
        ("{range .nosuch}" * 200, _WIDE, f"nested more than {budget.DEPTH} levels deep"),
        ("x" * (budget.LENGTH + 1), _WIDE, f"more than {budget.LENGTH} characters"),
    ],
)
def test_a_path_ends_at_a_limit_that_it_names(text: str, value: object, limit: str) -> None:
    with pytest.raises(LimitError, match=f"^{limit}: this classroom's limit"):
        jsonpath.execute(jsonpath.parse(text), value, Budget())


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{{and}}", "wrong number of args for and: want at least 1 got 0"),
        ("{{index}}", "wrong number of args for index: want at least 1 got 0"),
        ("{{index .items -1}}", "error calling index: index out of range: -1"),
        ("{{index .items 100}}", "error calling index: reflect: slice index out of range"),
        ("{{index .items nil}}", "error calling index: cannot index slice/array with nil"),
        ("{{index 3 0}}", "error calling index: can't index item of type int"),
        ("{{len 3}}", "error calling len: len of type int"),
        ("{{eq . .}}", "error calling eq: non-comparable type"),
        ("{{lt 1 `a`}}", "error calling lt: incompatible types for comparison"),
        ("{{range `abc`}}{{end}}", "range can't iterate over abc"),
        ("{{nil}}", "nil is not a command"),
        ("{{1 2}}", "can't give argument to non-function 1"),
        ("{{base64decode `???`}}", "base64 decode failed: illegal base64 data at input byte 0"),
        ("{{template `nosuch`}}", 'template "nosuch" not defined'),
    ],
)  # fmt: skip
def test_a_template_that_cannot_be_carried_out_is_told_in_gos_words(text: str, problem: str) -> None:
    with pytest.raises(template.ExecutionError, match=r"template: output:1:[0-9]+: executing") as told:
        template.execute(text, _WIDE, Budget())
    assert problem in str(told.value)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{{if}}", "missing value for if"),
        ("{{end}}", "unexpected {{end}}"),
        ("{{range .x}}", "unexpected EOF"),
        ('{{"a}}', "unterminated quoted string"),
        ("{{$x}}", 'undefined variable "$x"'),
        ("{{.x | nosuch}}", 'function "nosuch" not defined'),
        ("{{break}}", "{{break}} outside {{range}}"),
        ("{{)}}", "unexpected right paren"),
        ("{{²}}", 'function "²" not defined'),
        ("{{" + "9" * 30 + "}}", "integer overflow"),
        ("{{'" + "ab" + "'}}", "malformed character constant: 'ab'"),
    ],
)
def test_a_template_that_cannot_be_read_is_told_in_gos_words(text: str, problem: str) -> None:
    with pytest.raises(template.TemplateError, match=r"^template: output:1: ") as told:
        template.execute(text, _WIDE, Budget())
    assert problem in str(told.value)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ('{{define "a"}}[{{.}}]{{end}}{{template "a" 1}}', "[1]"),
        ('{{block "a" 1}}[{{.}}]{{end}}', "[1]"),
        ("{{range $i, $_ := .items}}{{if gt $i 2}}{{break}}{{end}}{{$i}}{{end}}", "012"),
        ("{{range $i, $_ := .items}}{{if gt $i 2}}{{continue}}{{end}}{{$i}}{{end}}", "012"),
        ("{{with .nosuch}}x{{else with 2}}{{.}}{{end}}", "2"),
        ("{{printf `%05d|%-3s|%3s|%q|%x` 7 `a` `b` `c` 255}}", "00007|a  |  b|\"c\"|ff"),
        ("{{printf `%d` `x`}} {{printf `%d`}} {{printf `x` 1}} {{printf `%999999999s` `x`}}",
         "%!d(string=x) %!d(MISSING) x%!(EXTRA int=1) %!(NOVERB)%!(EXTRA string=x)"),
        ("{{print 1 2 `x` `y` 3}} {{println nil}}", "1 2xy3 <nil>\n"),
        ("{{1000000.0}} {{0x10}} {{1_000}} {{'a'}}", "1e+06 16 1000 97"),
        ("{{html `<a>`}} {{js `'`}} {{urlquery `a b`}} {{slice `abc` 1 2}}", r"&lt;a&gt; \' a+b b"),
        ("{{$x := 1}}{{if true}}{{$x = 2}}{{end}}{{$x}}", "2"),
        ("{{or `` `x`}} {{and 1 0}} {{and 0 (index 3 3)}}", "x 0 0"),
        ("{{.a.b.c}}", "<no value>"),
    ],
)  # fmt: skip
def test_a_template_does_what_go_does(text: str, printed: str) -> None:
    assert template.execute(text, _WIDE, Budget()) == printed


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("{....}", "invalid multiple recursive descent"),
        ("{..*}", "unrecognized character in action: U+002A '*'"),
        ("{.items[0:1:0]}", "step must be > 0"),
        ("{.items[a:b]}", "invalid array index a:b"),
        ("{.items[" + "9" * 5000 + "]}", "is not a number"),
        ("{.items[0:999]}", "array index out of bounds: index 998, length 100"),
        ("{.items[?(@.x=~1)]}", "unrecognized character in action: U+007E '~'"),
        ("{.items[?(]}", "unterminated filter"),
        ("{.items[?(@.items==1)]}", "invalid type for comparison"),
        ("{.items[0].items[?(@<`)]}", "unrecognized character in action: U+0060 '`'"),
        ("{.items[0].items[?(@<'a')]}", "incompatible types for comparison"),
        ("{.items[0].items[?(@><1)]}", "unrecognized filter operator ><"),
        ("{end}", "not in range, nothing to end"),
        ("{²}", "unrecognized identifier ²"),
        ("{[0]}", "map[string]interface {} is not array or slice"),
        ("{[[[[[}", "unterminated array"),
        ("{'a}", "unterminated quoted string"),
        ("{", "unclosed action"),
    ],
)
def test_an_odd_path_is_told_in_kubectls_words(path: str, problem: str) -> None:
    with pytest.raises(jsonpath.JsonPathError) as told:
        jsonpath.execute(jsonpath.parse(path), _WIDE, Budget())
    assert problem in str(told.value)


@pytest.mark.parametrize(
    ("text", "bits", "number"),
    [
        ("+2", 64, 2), ("-7", 64, -7), ("0x1F", 64, 31), ("010", 64, 8), ("0b11", 64, 3), ("1_000", 64, 1000),
        ("0", 32, 0), ("2147483647", 32, 2147483647),
    ],
)  # fmt: skip
def test_flags_read_numbers_in_any_base(text: str, bits: int, number: int) -> None:
    assert strconv.parse_int(text, bits) == number


@pytest.mark.parametrize(
    ("text", "bits", "problem"),
    [
        ("²", 64, 'strconv.ParseInt: parsing "²": invalid syntax'),
        ("", 64, 'strconv.ParseInt: parsing "": invalid syntax'),
        ("1__0", 64, 'strconv.ParseInt: parsing "1__0": invalid syntax'),
        ("2147483648", 32, 'strconv.ParseInt: parsing "2147483648": value out of range'),
        ("9" * 5000, 64, "value out of range"),
        ("0x" + "f" * 5000, 64, "value out of range"),
    ],
)
def test_what_is_no_number_is_told_in_gos_words(text: str, bits: int, problem: str) -> None:
    with pytest.raises(strconv.NumError) as told:
        strconv.parse_int(text, bits)
    assert problem in str(told.value)


@pytest.mark.parametrize("text", ["٣s", "9999999999h", "9" * 5000 + "s", "1", "s", ""])
def test_what_is_no_duration_is_none(text: str) -> None:
    assert duration.parse(text) is None


@pytest.mark.parametrize(
    ("line", "stderr"),
    [
        ("scale deploy x --replicas=²",
         'Error: invalid argument "²" for "--replicas" flag: strconv.ParseInt: parsing "²": invalid syntax\n'
         "See 'kubectl scale --help' for usage.\n"),
        ("create deployment x --image=a --port=99999999999",
         'Error: invalid argument "99999999999" for "--port" flag: strconv.ParseInt: parsing "99999999999": '
         "value out of range\nSee 'kubectl create deployment --help' for usage.\n"),
        ("logs x --since=٣s",
         'Error: invalid argument "٣s" for "--since" flag: time: invalid duration "\\xd9\\xa3s"\n'
         "See 'kubectl logs --help' for usage.\n"),
        ("run a --image=b --port=²", 'error: strconv.Atoi: parsing "²": invalid syntax\n'),
        ("create service clusterip x --tcp=²", 'error: strconv.ParseUint: parsing "²": invalid syntax\n'),
        ("create service clusterip x --tcp=80:²",
         "error: must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-),"
         "must contain at least one letter (a-z)\n"),
        ("create ingress x --rule=a/b=svc:²",
         "error: rule a/b=svc:² is invalid and should be in format "
         "host/path=svcname:svcport[,tls[=secret]]\n"),
        ("create pdb x --selector=a=b --min-available=²",
         "error: invalid format specified for min-available\n"),
        ("get pods --request-timeout=x",
         "error: Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed "
         "by a corresponding time unit (e.g. 1s | 2m | 3h)\n"),
        ("get svc -o go-template={{range($)}}{{range($)}}" + "{{$}}" * 3000 + "{{end}}{{end}}",
         f"error: more than {budget.CHARACTERS} characters: this classroom's limit for a template\n"),
    ],
)  # fmt: skip
async def test_odd_numbers_and_long_answers_are_refused_in_words(line: str, stderr: str) -> None:
    reply = await run(line.split(), SimulatedApi())
    assert (reply.stdout, reply.stderr, reply.code) == ("", stderr, 1)


async def test_a_template_that_fails_shows_what_it_had_printed() -> None:
    reply = await run(["get", "svc", "kubernetes", "-o", "go-template=a{{index}}b"], SimulatedApi())
    told = 'template: output:1:3: executing "output" at <index>: wrong number of args for index'
    assert reply.stdout.startswith(f"aError executing template: {told}")
    assert reply.stderr.startswith(f'error: error executing template "a{{{{index}}}}b": {told}')


async def test_the_history_leaves_out_what_has_no_number() -> None:
    api = SimulatedApi()
    await run("create deployment web --image=httpd", api)
    name = (await run("get rs -o name", api)).stdout.strip()
    for revision in ("abc", "²", "9" * 5000):
        await run(["annotate", name, f"deployment.kubernetes.io/revision={revision}", "--overwrite"], api)
        reply = await run("rollout history deploy web", api)
        assert reply.code == 0
