"""Code in answers: colours by class, for the languages that people in companies meet.

Owns the list of languages. It is short on purpose: each lexer is regular expressions over text
that a stranger wrote.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import find_lexer_class
from pygments.token import STANDARD_TYPES

_LONGEST = 20_000
_LEXERS: Mapping[str, str] = MappingProxyType(
    {
        "bash": "Bash",
        "batch": "Batchfile",
        "c": "C",
        "cpp": "C++",
        "csharp": "C#",
        "css": "CSS",
        "diff": "Diff",
        "dockerfile": "Docker",
        "go": "Go",
        "html": "HTML",
        "http": "HTTP",
        "ini": "INI",
        "java": "Java",
        "javascript": "JavaScript",
        "json": "JSON",
        "kotlin": "Kotlin",
        "lua": "Lua",
        "makefile": "Makefile",
        "perl": "Perl",
        "php": "PHP",
        "powershell": "PowerShell",
        "python": "Python",
        "r": "S",
        "ruby": "Ruby",
        "rust": "Rust",
        "scala": "Scala",
        "sql": "SQL",
        "swift": "Swift",
        "toml": "TOML",
        "typescript": "TypeScript",
        "vba": "VB.net",
        "xml": "XML",
        "yaml": "YAML",
    }
)
_ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "c++": "cpp",
        "c#": "csharp",
        "cs": "csharp",
        "bat": "batch",
        "cmd": "batch",
        "docker": "dockerfile",
        "gas": "javascript",
        "golang": "go",
        "htm": "html",
        "js": "javascript",
        "jsx": "javascript",
        "jsonc": "json",
        "kt": "kotlin",
        "make": "makefile",
        "mysql": "sql",
        "postgresql": "sql",
        "ps1": "powershell",
        "py": "python",
        "python3": "python",
        "rb": "ruby",
        "rs": "rust",
        "sh": "bash",
        "shell": "bash",
        "ts": "typescript",
        "tsx": "typescript",
        "vb": "vba",
        "vbnet": "vba",
        "vbscript": "vba",
        "yml": "yaml",
        "zsh": "bash",
    }
)

#: Every class that a coloured piece of code may carry.
CLASSES: frozenset[str] = frozenset(name for name in STANDARD_TYPES.values() if name)


def language_of(info: str) -> str:
    """The language that a fence names, in the form in which it is shown; empty if it names none."""
    word = info.strip().split(maxsplit=1)[0].lower() if info.strip() else ""
    word = word.strip("{}.").split(",")[0].split(":")[0]
    return _ALIASES.get(word, word)[:24]


@cache
def _lexer(language: str) -> Lexer | None:
    name = _LEXERS.get(language)
    found = find_lexer_class(name) if name else None
    return found(stripnl=False, ensurenl=False) if found else None


_FORMATTER: HtmlFormatter[str] = HtmlFormatter(nowrap=True, classprefix="")


def coloured(source: str, language: str) -> str | None:
    """The code as HTML with a class per token; None for other languages and very long code."""
    if len(source) > _LONGEST:
        return None
    lexer = _lexer(language)
    return None if lexer is None else highlight(source, lexer, _FORMATTER)
