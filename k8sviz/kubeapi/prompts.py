"""What shells ask with, by their image: the prompts of its own /etc/profile, or of none."""

from __future__ import annotations

from typing import Any

_ALPINE = ("busybox", "alpine", "bash")
_DEBIAN = {"httpd": "/usr/local/apache2", "nginx": "/", "debian": "/", "ubuntu": "/"}
_NODE = "# "


def prompt_of(container: dict[str, Any], shell: str, host: str) -> str:
    """The prompt of a root's shell, as it comes with the image."""
    name = str(container.get("image", "")).partition("@")[0].rpartition("/")[2].partition(":")[0]
    if name == "curl":
        return "~ $ "
    if name == "netshoot":
        return f"{host}:~# "
    if name in _DEBIAN and shell == "bash":
        return f"root@{host}:{_DEBIAN[name]}# "
    return "/ # " if name in _ALPINE else _NODE
