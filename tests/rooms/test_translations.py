"""Every sentence of templates and Python has a Chinese one; extraction needs no GNU gettext."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.template.base import Lexer, TokenType

from k8sviz.rooms import stagewords

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "locale/zh_Hans/LC_MESSAGES/django.po"
_TRANSLATE = re.compile(r"""^translate\s+(?:"([^"]*)"|'([^']*)')""")
_FUNCTIONS = {"_", "gettext", "gettext_lazy", "gettext_noop", "words", "ngettext", "pgettext"}
_SAME = {"K7MP2XQT"}


def template_sentences(text: str) -> Iterator[str]:
    tokens = Lexer(text).tokenize()
    block: list[str] | None = None
    for token in tokens:
        if token.token_type is TokenType.BLOCK and token.contents.startswith("blocktranslate"):
            block = []
        elif token.token_type is TokenType.BLOCK and token.contents in ("plural", "endblocktranslate"):
            assert block is not None
            yield "".join(block)
            block = []
        elif block is not None and token.token_type is TokenType.VAR:
            block.append(f"%({token.contents})s")
        elif block is not None:
            block.append(token.contents)
        elif token.token_type is TokenType.BLOCK and (found := _TRANSLATE.match(token.contents)):
            yield found[1] or found[2]
        if token.token_type is TokenType.BLOCK and token.contents == "endblocktranslate":
            block = None


def python_sentences(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _FUNCTIONS:
            for argument in node.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def sentences() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted((ROOT / "templates").glob("**/*.html")):
        for sentence in template_sentences(path.read_text()):
            found.setdefault(sentence, path.name)
    for path in sorted((ROOT / "k8sviz").glob("**/*.py")):
        for sentence in python_sentences(path.read_text()):
            found.setdefault(sentence, path.name)
    return found


def translations() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for entry in polib.pofile(str(CATALOGUE)):
        texts = list(entry.msgstr_plural.values()) or [entry.msgstr]
        for sentence in filter(None, (entry.msgid, entry.msgid_plural)):
            found[sentence] = texts
    return found


def test_every_sentence_has_a_chinese_one() -> None:
    known = translations()
    assert {text: where for text, where in sentences().items() if not all(known.get(text, [""]))} == {}


def test_no_chinese_sentence_is_left_over() -> None:
    assert sorted(set(translations()) - set(sentences())) == []


@pytest.mark.parametrize("pattern", [r"%\(\w+\)[sdg]", r"\{\w+\}"])
def test_translations_keep_the_values(pattern: str) -> None:
    for sentence, texts in translations().items():
        for text in texts:
            assert sorted(set(re.findall(pattern, text))) == sorted(set(re.findall(pattern, sentence))), (
                sentence
            )


def test_the_page_carries_every_word_the_stage_says() -> None:
    catalogue = (ROOT / "static/js/words.js").read_text().split("const ENGLISH = {")[1].split("\n};")[0]
    asked = re.findall(r"(?:^|[\s,])(\w+): \"", catalogue)
    assert sorted(stagewords.stage_words()) == sorted(asked)
