"""Static files: built once into content-hashed, precompressed copies that a browser never asks for twice."""

import gzip
import hashlib
import json
import re
from pathlib import Path
from wsgiref.headers import Headers

import brotli
from flask import Flask, current_app
from whitenoise import WhiteNoise

from app.web.security_headers import STRICT

SOURCE = Path(__file__).resolve().parent.parent / "static"
PREFIX = "/static/"
# Each sheet is served as one file, its parts in this order; layers inside them decide what wins. Everybody gets
# the first, and the second without waiting for it; the staff's space adds the third and a demonstration the last.
SHEETS = {
    "css/site.css": ("css/base", "css/tokens", "css/layouts", "css/components", "css/media"),
    "css/print.css": ("css/print",),
    "css/staff.css": ("css/staff",),
    "css/demo.css": ("css/demo",),
}
COMPRESSED = {".css", ".js", ".svg", ".json", ".webmanifest", ".txt"}
FOREVER = 365 * 24 * 3600
_LINK_IN_SHEET = re.compile(r"""url\(["']?(?:\.\./)*((?:img|fonts)/[^"')]+)["']?\)""")


def init_app(app: Flask, *, folder: Path) -> None:
    """Build the static files into `folder` and serve them."""
    app.extensions["static_manifest"] = build(folder)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(folder),
        prefix=PREFIX,
        max_age=FOREVER,
        immutable_file_test=lambda path, url: True,
        add_headers_function=_protect,
    )
    app.jinja_env.globals["static_url"] = static_url


def _protect(headers: Headers, _path: str, _url: str) -> None:
    for name, value in STRICT.items():
        headers[name] = value


def static_url(path: str) -> str:
    """Return the address of a static file by its path under app/static (a sheet is `css/site.css`)."""
    manifest: dict[str, str] = current_app.extensions["static_manifest"]
    return PREFIX + manifest[path]


def build(folder: Path) -> dict[str, str]:
    """Write hashed and compressed copies of every static file; return {path: hashed path}."""
    folder.mkdir(parents=True, exist_ok=True)
    files = sorted(
        path for path in SOURCE.rglob("*") if path.is_file() and path.suffix not in {".css", ".js", ".md"}
    )
    manifest = {
        str(path.relative_to(SOURCE)): _write(folder, path.relative_to(SOURCE), path.read_bytes())
        for path in files
    }
    for name, parts in SHEETS.items():
        sheet = _LINK_IN_SHEET.sub(lambda match: f'url("{PREFIX}{manifest[match.group(1)]}")', _sheet(parts))
        manifest[name] = _write(folder, Path(name), sheet.encode())
    manifest["js/site.js"] = _write(folder, Path("js/site.js"), _script().encode())
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1))
    return manifest


def _sheet(parts: tuple[str, ...]) -> str:
    files = [path for part in parts for path in sorted((SOURCE / part).glob("*.css"))]
    return "\n".join(smaller(path.read_text()) for path in files)


def _script() -> str:
    # One request for all behaviours; each file keeps its names to itself.
    texts = [
        re.sub(r"^//.*\n", "", path.read_text(), flags=re.MULTILINE)
        for path in sorted((SOURCE / "js").glob("*.js"))
    ]
    return "\n".join(f"(() => {{\n{text}}})();" for text in texts)


def smaller(css: str) -> str:
    """Drop comments and the spaces that mean nothing; those in selectors and calculations stay."""
    lines = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))
    tight = re.sub(r" ?([{};,]) ?", r"\1", lines).replace(": ", ":").replace(" > ", ">")
    return tight.replace(";}", "}").strip()


def _write(folder: Path, path: Path, content: bytes) -> str:
    digest = hashlib.sha256(content).hexdigest()[:12]
    name = path.with_name(f"{path.stem}.{digest}{path.suffix}")
    target = folder / name
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        if path.suffix in COMPRESSED:
            target.with_name(target.name + ".gz").write_bytes(gzip.compress(content, mtime=0))
            target.with_name(target.name + ".br").write_bytes(brotli.compress(content))
    return str(name)
