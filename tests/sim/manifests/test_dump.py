"""What is written is read back the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from k8sviz.sim.manifests.dump import write
from k8sviz.sim.manifests.load import read

TEXT = st.text(alphabet=st.characters(blacklist_categories=["Cs"]))
TRICKY = st.sampled_from(
    "y n on 0644 0o7 1e3 08 +.5 22:22 2024-01-01 ~ null << .inf - -1 a:b a#b 0x1F =".split()  # noqa: SIM905
)
SCALARS = st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | TEXT | TRICKY
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    SCALARS | NUMBERS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT | TRICKY, inner, max_size=4),
)


@given(st.dictionaries(TEXT | TRICKY, VALUES, min_size=1, max_size=4))
@settings(max_examples=100, deadline=None)
def test_any_value_comes_back(value: dict[str, object]) -> None:
    assert read(write(value))[0].value == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("yes", '"yes"'), ("5", '"5"'), ("httpd", "httpd"), (5, "5"), (True, "true"), (None, "null"),
        ("2026-01-01T00:00:00Z", '"2026-01-01T00:00:00Z"'), ("22:22", '"22:22"'),
        ("", '""'), ({}, "{}"), ([], "[]"),
    ],
)  # fmt: skip
def test_scalars_are_laid_out_as_kubectl_does(value: object, text: str) -> None:
    assert write({"a": value}) == f"a: {text}\n"


def test_lists_are_not_indented_and_keys_are_sorted() -> None:
    assert write({"b": [{"z": 1, "x": 2}], "a": "1\n2\n"}) == "a: |\n  1\n  2\nb:\n- x: 2\n  z: 1\n"
