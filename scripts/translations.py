"""Keep the catalogues of translations: find the sentences, update, compile, check.

Usage: python -m scripts.translations {update|compile|check}
"""

import io
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "translations"
COMPLETE = ("ar", "fr")  # English is the language of the code; zgh holds the words that have a source
LANGUAGES = ("ar", "fr", "zgh")
KEYWORDS = ("_l", "lazy_gettext", "lazy_ngettext:1,2", "_n:1,2")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
# French sets a blank before these, which must not begin a line with them.
BREAKABLE = re.compile(r"\S [:;?!»](?!/)|« ")
MAY_BE_LEFT_OUT = {"num"}  # "one proposal" needs no figure


def main() -> None:
    """Do what the command line asks."""
    actions = {"update": update, "compile": compile_catalogues, "check": check}
    if len(sys.argv) != 2 or sys.argv[1] not in actions:
        sys.exit(f"Usage: translations.py {{{'|'.join(actions)}}}")
    actions[sys.argv[1]]()


def update() -> None:
    """Bring every catalogue in line with the sentences of the code; make the ones that are missing."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "messages.pot"
        extract(template)
        for language in LANGUAGES:
            known = path_of(language).exists()
            options = (
                ["--no-fuzzy-matching", "--ignore-obsolete", "--ignore-pot-creation-date"] if known else []
            )
            babel(
                "update" if known else "init", *options, "--no-wrap",
                "-i", str(template), "-d", str(FOLDER), "-l", language,
            )  # fmt: skip


def compile_catalogues() -> None:
    """Compile every catalogue, each without what it does not say.

    Babel's own command writes the English words for a plural that is not translated, which keeps an Amazigh page from
    falling back to Arabic or French.
    """
    for language in LANGUAGES:
        if path_of(language).exists():
            said = Catalog(locale=language)
            catalogue = read(language)
            said.mime_headers = catalogue.mime_headers
            for message in sentences(catalogue):
                if all(message.string if isinstance(message.string, (tuple, list)) else [message.string]):
                    said[message.id] = message
            with path_of(language).with_suffix(".mo").open("wb") as file:
                write_mo(file, said)


def check() -> None:
    """End with an error that lists every sentence untranslated, out of date, or with other placeholders."""
    template = sentences_of_the_code()
    problems = [problem for language in LANGUAGES for problem in problems_of(language, template)]
    if problems:
        sys.exit("\n".join(problems))


def problems_of(language: str, template: Catalog) -> Iterator[str]:
    """Yield what is wrong with the catalogue of one language."""
    if not path_of(language).exists():
        yield f"{language}: no catalogue. Type: make translations"
        return
    catalogue = read(language)
    for wanted in sentences(template):
        found = catalogue.get(wanted.id, wanted.context)
        if found is None:
            if language in COMPLETE:
                yield f"{language}: not in the catalogue: {wanted.id!r}"
        else:
            yield from (f"{language}: {problem}" for problem in problems_in(found, language in COMPLETE))
            if language == "fr":
                yield from (f"fr: {problem}" for problem in breakable_in(found))


def problems_in(message: Message, must_be_complete: bool) -> Iterator[str]:
    """Yield what is wrong with one translated sentence."""
    texts = [message.string] if isinstance(message.string, str) else list(message.string or ())
    if message.fuzzy or not texts or not all(texts):
        if must_be_complete or any(texts):
            yield f"{'to be confirmed' if message.fuzzy else 'not translated'}: {message.id!r}"
        return
    wanted = placeholders(message)
    for text in texts:
        found = set(PLACEHOLDER.findall(text))
        if found - wanted or wanted - found - (MAY_BE_LEFT_OUT if message.pluralizable else set()):
            yield f"placeholders {sorted(wanted)} became {sorted(found)}: {message.id!r}"


def breakable_in(message: Message) -> Iterator[str]:
    """Yield the sentences in which a line could begin with a colon or another mark that belongs to the word before."""
    texts = [message.string] if isinstance(message.string, str) else list(message.string or ())
    if any(BREAKABLE.search(text) for text in texts):
        yield f"a blank that may break before a mark (use U+00A0, or U+202F before ;?!): {message.id!r}"


def placeholders(message: Message) -> set[str]:
    """Return the names that a sentence of the code leaves open."""
    originals = [message.id] if isinstance(message.id, str) else list(message.id)
    return {name for original in originals for name in PLACEHOLDER.findall(original)}


def sentences_of_the_code() -> Catalog:
    """Return the catalogue of the sentences found in code and templates now."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "messages.pot"
        extract(template)
        return read_po(io.BytesIO(template.read_bytes()))


def sentences(catalogue: Catalog) -> Iterator[Message]:
    """Yield the messages without the header."""
    return (message for message in catalogue if message.id)


def read(language: str) -> Catalog:
    """Return the catalogue of a language as it stands."""
    return read_po(io.BytesIO(path_of(language).read_bytes()), locale=language)


def path_of(language: str) -> Path:
    """Return where the catalogue of a language is kept."""
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def extract(template: Path) -> None:
    """Write the sentences of the code to a template."""
    keywords = [option for keyword in KEYWORDS for option in ("-k", keyword)]
    babel(
        "extract", "-F", "pyproject.toml", *keywords, "--no-location", "--sort-output", "--no-wrap",
        "--project=Tachawor", "--copyright-holder=Tachawor contributors", "--add-comments=Translators:",
        "-o", str(template), ".",
    )  # fmt: skip


def babel(*arguments: str) -> None:
    """Run Babel's command line; end here, with what it said, when it fails."""
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", *arguments]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if result.returncode:
        sys.exit(result.stdout + result.stderr)


if __name__ == "__main__":
    main()
