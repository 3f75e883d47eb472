"""Replay recorded sessions and write down what differs.

    .venv/bin/python tests/kubeapi/report.py <file for people> [session …]

Takes out of unequal.json what is equal now and puts in what is not, without a reason: whoever commits it
writes one, or mends the difference.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

_HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(_HERE), str(_HERE.parent), str(_HERE.parent / "conformance" / "kubectl")]

from recorded_sessions import FOLDER, sessions, write_files  # noqa: E402
from replay import profile, replay, told  # noqa: E402
from serving import Server  # noqa: E402
from stock import Kubectl  # noqa: E402

_LIST = FOLDER / "unequal.json"


def main(report: Path, names: list[str]) -> None:
    """Replay them all, or those whose names begin so."""
    unequal: dict[str, dict[str, str]] = json.loads(_LIST.read_text())
    with tempfile.TemporaryDirectory() as var, report.open("w") as out:
        server = Server(Path(var))
        server.manage("migrate", "--verbosity", "0")
        server.start()
        try:
            for name, session in sessions().items():
                if names and not name.startswith(tuple(names)):
                    continue
                folder = Path(tempfile.mkdtemp(dir=var))
                write_files(folder)
                compared = replay(Kubectl(server, server.new_room(profile(name)), folder), name, session)
                differing = [one for one in compared if one.differs_in]
                known = unequal.get(name, {})
                unequal[name] = {str(one.number): known.get(str(one.number), "") for one in differing}
                share = 100 * (1 - len(differing) / len(compared))
                print(f"{name}: {share:.1f} % of {len(compared)} commands are equal")
                print(f"# {name}: {share:.1f} %\n", *map(told, differing), sep="\n", file=out, flush=True)
        finally:
            server.stop()
    rows = {name: rows for name, rows in sorted(unequal.items()) if rows}
    _LIST.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
