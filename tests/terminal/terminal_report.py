"""Replay the recorded sessions in the terminal and write down what differs.

    .venv/bin/python tests/terminal/terminal_report.py <file for people> [session …]

Takes out of unequal.json what is equal now and puts in what is not, without a reason: whoever commits it
writes one, or mends the difference.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

_HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(_HERE.parents[1]), str(_HERE), str(_HERE.parent / "conformance" / "kubectl")]

from recorded_sessions import sessions  # noqa: E402
from replaying import replay, told  # noqa: E402

_LIST = _HERE / "unequal.json"


def main(report: Path, names: list[str]) -> None:
    """Replay them all, or those whose names begin so."""
    unequal: dict[str, dict[str, str]] = json.loads(_LIST.read_text()) if _LIST.exists() else {}
    equal = whole = 0
    with report.open("w") as out:
        for name, session in sorted(sessions().items()):
            if names and not name.startswith(tuple(names)):
                continue
            compared = asyncio.run(replay(name, session))
            differing = [one for one in compared if one.differs_in]
            known = unequal.get(name, {})
            unequal[name] = {str(one.number): known.get(str(one.number), "") for one in differing}
            whole, equal = whole + len(compared), equal + len(compared) - len(differing)
            print(f"{name}: {len(compared) - len(differing)} of {len(compared)}")
            print(f"# {name}", *map(told, differing), sep="\n", file=out)
    rows = {name: rows for name, rows in sorted(unequal.items()) if rows}
    _LIST.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")
    print(f"{equal} of {whole} equal: {100 * equal / whole:.1f} %")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
