"""The import map: our modules and the vendor's are imported by name, whatever hash their file carries."""

import json
import re
from functools import cache
from pathlib import Path

from django import template
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_SPECIFIERS = {"js": "#k8sviz/", "vendor": "#vendor/"}
_IMPORT = re.compile(r'^(?:import|\}).*?"(#[^"]+)";$', re.MULTILINE)


@register.simple_tag
def import_map(nonce: str) -> SafeString:
    """The page's import map; every module of js/ and vendor/ is in it."""
    entries = {name: static(path) for name, path in _modules().items()}
    text = json.dumps({"imports": entries}).replace("<", "\\u003c")
    return format_html(
        '<script type="importmap" nonce="{}">{}</script>',
        nonce,
        mark_safe(text),  # noqa: S308 - our own file names, with "<" escaped
    )


@register.simple_tag
def modules(*names: str) -> SafeString:
    """Starts modules of js/ in this order; all they import is asked for at once, not level by level."""
    starts = [f"#k8sviz/{name}.js" for name in names]
    needed = [(static(_modules()[name]),) for name in _needed(tuple(starts))]
    first = format_html_join("\n", '<link rel="modulepreload" href="{}">', needed)
    scripts = [(static(_modules()[name]),) for name in starts]
    return format_html(
        "{}\n{}", first, format_html_join("\n", '<script type="module" src="{}"></script>', scripts)
    )


@cache
def _needed(starts: tuple[str, ...]) -> list[str]:
    """What these modules import, and what that imports, the vendor's first; not what they load later."""
    found: set[str] = set()
    new = set(starts)
    while new:
        found |= new
        new = {name for each in new for name in _imports(each)} - found
    return sorted(found - set(starts), key=lambda name: (not name.startswith("#vendor/"), name))


def _imports(name: str) -> list[str]:
    if not name.startswith("#k8sviz/"):
        return []
    path = finders.find(_modules()[name])
    return _IMPORT.findall(Path(path).read_text()) if path else []


@cache
def _modules() -> dict[str, str]:
    found: dict[str, str] = {}
    for finder in finders.get_finders():
        for path, _storage in finder.list([]):
            folder, _, name = path.replace("\\", "/").partition("/")
            if folder in _SPECIFIERS and name.endswith(".js") and "/" not in name:
                found[_SPECIFIERS[folder] + name] = f"{folder}/{name}"
    return dict(sorted(found.items()))
