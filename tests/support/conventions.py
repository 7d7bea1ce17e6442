"""Checkers of the house's conventions: each takes a text and returns what breaks them, with its line."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from config import ROOT

SIDES = re.compile(
    r"""(?xi)
    (?<![\w-])
    (?: (?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right)[\w-]*
      | border-(?:top|bottom)-(?:left|right)-radius
      | left | right
    ) \s* :
    | (?:text-align|float|clear|caption-side) \s* : \s* (?:left|right)\b
    """
)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
TEMPLATE_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
INLINE = re.compile(
    r"""(?xi)
      <style\b
    | <script\b(?![^>]*\b(?:src=|type="application/(?:ld\+)?json"))
    | \sstyle\s*=
    | <[a-z][^<>]*\son[a-z]+\s*=
    | (?:href|src|action)\s*=\s*["']?\s*javascript:
    """
)
# A class attribute, whole, with the expressions and statements of the template inside it.
CLASS = re.compile(r"""\bclass="((?:\{\{.*?\}\}|\{%.*?%\}|[^"{]|\{(?![{%]))*)\"""", re.DOTALL)
EXPRESSION = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
STATEMENT = re.compile(r"\{%.*?%\}", re.DOTALL)
# Words of an expression that are compared or looked up, not written: == "x", in "x", ["x", "y"].
NOT_WRITTEN = re.compile(r"""(?:[!=]=|\bin)\s*(?:'[^']*'|"[^"]*")|\[[^\]]*\]""")
# Words that only say what an element is: lists that lose their bullets by having a class, spaces of the site, and the
# kinds whose look is the look of the thing itself.
SAID_WITHOUT_STYLE = {"accounts", "links", "evidence", "public", "account-page", "primary", "warning"}
STYLED = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
UNESCAPED = re.compile(r"\|\s*safe\b|autoescape\s+false")
NOT_FOR_OTHERS = {
    "the address of a registry": re.compile(
        r"pypi\.(?:org|python)|python" + r"hosted\.org|registry\.npm" + r"js|index-url[ =]\s*(?:http|file)"
    ),
    "a path of somebody's machine": re.compile(r"(?<![\w.*~}])/(?:work|root|home/\w+|Users/\w+)/"),
    "a note about work not done": re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b"),
}
TEXT_SUFFIXES = {
    "", ".cfg", ".css", ".csv", ".editorconfig", ".gitignore", ".html", ".in", ".ini", ".js", ".json", ".mako", ".md",
    ".po", ".py", ".sh", ".svg", ".toml", ".txt", ".yml",
}  # fmt: skip
LONGEST_FILE = 350


def project_files() -> list[Path]:
    """Return the files that are, or are about to be, in the repository."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    if not (
        ROOT / ".git"
    ).exists():  # an unpacked archive: what a clone would hold, without what is made locally
        made_here = {"instance", "__pycache__", "test-results"}
        paths = (path.relative_to(ROOT) for path in ROOT.rglob("*"))
        kept = (
            path
            for path in paths
            if not any(part in made_here or part.startswith(".") for part in path.parts)
        )
        return sorted(ROOT / path for path in kept if (ROOT / path).is_file())
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return sorted(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


def text_files() -> Iterator[Path]:
    """Yield the files of the repository that people read."""
    return (path for path in project_files() if path.suffix in TEXT_SUFFIXES)


def imports_inside_functions(source: str) -> list[int]:
    """Return the lines that import inside a function."""
    functions = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    inner = (node for function in functions for node in ast.walk(function))
    return sorted({node.lineno for node in inner if isinstance(node, ast.Import | ast.ImportFrom)})


def sides_in_css(css: str) -> list[str]:
    """Return the declarations that say left or right, which do not turn round in Arabic."""
    return [match.group().strip() for match in SIDES.finditer(COMMENT.sub("", css))]


def inline_code_in(template: str) -> list[str]:
    """Return what the content security policy would refuse: styles, scripts and handlers inside the page."""
    return [match.group().strip()[:80] for match in INLINE.finditer(TEMPLATE_COMMENT.sub("", template))]


def classes_in(template: str) -> set[str]:
    """Return the classes that a template, or a page, writes: whole words only, none that an expression completes."""
    found: set[str] = set()
    for match in CLASS.finditer(TEMPLATE_COMMENT.sub("", template)):
        written = STATEMENT.sub(" ", match.group(1))
        for expression in EXPRESSION.finditer(written):
            words = re.findall(r"'([^']*)'|\"([^\"]*)\"", NOT_WRITTEN.sub("", expression.group(1)))
            found |= {name for pair in words for word in pair for name in word.split()}
        found |= {name for name in EXPRESSION.sub("\0", written).split() if "\0" not in name}
    return found


def classes_of(css: str) -> set[str]:
    """Return the classes that a sheet says something about."""
    return set(STYLED.findall(re.sub(r"url\([^)]*\)|\"[^\"]*\"", "", COMMENT.sub("", css))))


def unescaped_in(template: str) -> list[str]:
    """Return the places where a template trusts a text."""
    return [match.group() for match in UNESCAPED.finditer(TEMPLATE_COMMENT.sub("", template))]


def not_for_others(text: str) -> list[str]:
    """Return what a file says that means something on one machine, or to one person, only."""
    return [
        f"line {number}: {what}: {line.strip()[:100]}"
        for number, line in enumerate(text.splitlines(), start=1)
        for what, pattern in NOT_FOR_OTHERS.items()
        if pattern.search(line)
    ]


def is_too_long(source: str) -> bool:
    """Say whether a file has grown beyond what one reads in a sitting."""
    return len(source.splitlines()) > LONGEST_FILE
