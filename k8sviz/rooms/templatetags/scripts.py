"""The import map: our modules and the vendor's are imported by name, whatever hash their file carries."""

import json
from functools import cache

from django import template
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_SPECIFIERS = {"js": "#k8sviz/", "vendor": "#vendor/"}


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


@cache
def _modules() -> dict[str, str]:
    found: dict[str, str] = {}
    for finder in finders.get_finders():
        for path, _storage in finder.list([]):
            folder, _, name = path.replace("\\", "/").partition("/")
            if folder in _SPECIFIERS and name.endswith(".js") and "/" not in name:
                found[_SPECIFIERS[folder] + name] = f"{folder}/{name}"
    return dict(sorted(found.items()))
