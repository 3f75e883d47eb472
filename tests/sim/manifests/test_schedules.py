"""Cron schedules: what github.com/robfig/cron/v3 says of those it cannot read."""

import pytest

from k8sviz.sim.manifests.validation import schedule

ATOI = "strconv.Atoi: parsing"


@pytest.mark.parametrize(
    "text",
    [
        "* * * * *",
        "*/5 0-12/2 1,15 JAN-mar sun",
        "? ? ? ? ?",
        "5/10 * * * *",
        "1,,2 * * * *",
        "0 0 31 12 6",
        "@hourly",
        "@every 1h30m",
        "@every 1.5s",
        "CRON_TZ=Europe/Vienna 0 6 * * *",
        "TZ=UTC 0 6 * * *",
    ],
)
def test_reads(text: str) -> None:
    assert schedule.problem(text) == ""


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("* * * *", "expected exactly 5 fields, found 4: [* * * *]"),
        ("0 * * * * *", "expected exactly 5 fields, found 6: [0 * * * * *]"),
        ("   ", "expected exactly 5 fields, found 0: []"),
        ("60 * * * *", "end of range (60) above maximum (59): 60"),
        ("* 24 * * *", "end of range (24) above maximum (23): 24"),
        ("* * 0 * *", "beginning of range (0) below minimum (1): 0"),
        ("* * * 13 *", "end of range (13) above maximum (12): 13"),
        ("* * * * 7", "end of range (7) above maximum (6): 7"),
        ("5-1 * * * *", "beginning of range (5) beyond end of range (1): 5-1"),
        ("*/0 * * * *", "step of range should be a positive number: */0"),
        ("1-2-3 * * * *", "too many hyphens: 1-2-3"),
        ("1/2/3 * * * *", "too many slashes: 1/2/3"),
        ("a * * * *", f'failed to parse int from a: {ATOI} "a": invalid syntax'),
        ("* jan * * *", f'failed to parse int from jan: {ATOI} "jan": invalid syntax'),
        ("* * * mon *", f'failed to parse int from mon: {ATOI} "mon": invalid syntax'),
        ("*/x * * * *", f'failed to parse int from x: {ATOI} "x": invalid syntax'),
        ("*/ * * * *", f'failed to parse int from : {ATOI} "": invalid syntax'),
        ("-1 * * * *", f'failed to parse int from : {ATOI} "": invalid syntax'),
        ("@fortnightly", "unrecognized descriptor: @fortnightly"),
        ("@Hourly", "unrecognized descriptor: @Hourly"),
        ("@every 5", 'failed to parse duration @every 5: time: missing unit in duration "5"'),
        ("@every 1x", 'failed to parse duration @every 1x: time: unknown unit "x" in duration "1x"'),
        ("@every x", 'failed to parse duration @every x: time: invalid duration "x"'),
        ("TZ=Moon/Base * * * * *", "provided bad location Moon/Base: unknown time zone Moon/Base"),
    ],
)
def test_says(text: str, says: str) -> None:
    assert schedule.problem(text) == says


def test_a_duration_of_any_length_is_read_in_one_go() -> None:
    digits = "1" * 200_000
    assert schedule.problem(f"@every {digits}x").endswith(f'unknown unit "x" in duration "{digits}x"')
    assert "unknown unit" in schedule.problem(f"@every {'1' * 50_000}.{'1' * 50_000}x")


@pytest.mark.parametrize("number", ["²", "٣", "9" * 5_000])
def test_a_field_is_a_number_in_its_range(number: str) -> None:
    assert schedule.problem(f"{number} * * * *")
