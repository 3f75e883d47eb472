"""Make k8sviz/sim/apiserver/published.json.xz from what an API server publishes about itself.

    python tools/make_openapi.py <directory>

The directory holds answers of a Kubernetes v1.36.2 API server: openapi_v2.json (of /openapi/v2), version.json
(of /version), and api.aggregated.json and apis.aggregated.json (of /api and /apis in the media type
application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList).
"""

import json
import lzma
import sys
from pathlib import Path
from typing import Any

OUT = Path(__file__).parent.parent / "k8sviz" / "sim" / "apiserver" / "published.json.xz"
_GIVEN_TO_ALL = ("DeleteOptions", "WatchEvent")  # they name every group; see openapi.py


def main(folder: Path) -> None:
    """Read, keep what is used, write."""

    def read(name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((folder / f"{name}.json").read_text())
        return found

    definitions = read("openapi_v2")["definitions"]
    for name, definition in definitions.items():
        if name.rpartition(".")[2] in _GIVEN_TO_ALL:
            definition["x-kubernetes-group-version-kind"] = []
    published = {
        "definitions": definitions,
        "core": read("api.aggregated")["items"],
        "groups": read("apis.aggregated")["items"],
        "version": read("version"),
    }
    text = json.dumps(published, separators=(",", ":"))
    OUT.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
