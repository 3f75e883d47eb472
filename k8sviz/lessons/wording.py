"""The words of a lesson as HTML: paragraphs, `code`, and terms that explain themselves."""

from __future__ import annotations

import re

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from k8sviz.lessons.glossary import pattern, spellings, terms

_CODE = re.compile(r"`([^`]*)`")


class Wording:
    """One reader's page. A term is explained where it is first met in a step."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._met: set[str] = set()

    def fresh(self) -> Wording:
        """A new step: every term is new again."""
        self._met.clear()
        return self

    def paragraphs(self, text: str) -> SafeString:
        """Blocks apart by empty lines."""
        blocks = [self.line(block) for block in text.strip().split("\n\n")]
        return mark_safe("".join(f"<p>{block}</p>" for block in blocks))  # noqa: S308 - made below

    def line(self, text: str, explain: bool = True) -> SafeString:
        """Words with code in them."""
        parts = _CODE.split(text)
        made = [
            f"<code>{escape(part)}</code>" if index % 2 else self._plain(part, explain)
            for index, part in enumerate(parts)
        ]
        return mark_safe("".join(made))  # noqa: S308 - every part was escaped

    def _plain(self, text: str, explain: bool) -> str:
        if not explain:
            return escape(text)
        made, at = "", 0
        for found in pattern().finditer(text):
            name = spellings()[found[0]]
            if name in self._met:
                continue
            self._met.add(name)
            made += escape(text[at : found.start()]) + self._term(name, found[0])
            at = found.end()
        return made + escape(text[at:])

    def _term(self, name: str, word: str) -> str:
        means = terms()[name].in_language(self.language)
        return format_html('<dfn class="term" tabindex="0" data-means="{}">{}</dfn>', means, word)
