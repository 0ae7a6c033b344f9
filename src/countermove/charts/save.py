"""Charts to files: SVG, PNG, PDF, or HTML that holds all it needs. Nothing is fetched, when drawn or when opened."""

from __future__ import annotations

import json
import os
from pathlib import Path

from countermove.charts.style import Chart
from countermove.errors import InputError

SUFFIXES = (".svg", ".png", ".pdf", ".html")
_PPI = 200
#: What an opened page may do: run what stands in it, load nothing.
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:; "
    "font-src data:"
)


def save(chart: Chart, path: Path | str) -> None:
    """Draw the chart into a file of the kind that its suffix says, whole or not at all.

    Raises InputError for another suffix and where the file cannot be written.
    """
    target = Path(path)
    suffix = target.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(f"{target}: a chart can be {', '.join(SUFFIXES)}; give the file one of these endings")
    drawn = _drawn(chart, suffix)
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        draft.write_bytes(drawn)
        draft.replace(target)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise InputError(f"cannot write {target}: {error.strerror}") from error


def _drawn(chart: Chart, suffix: str) -> bytes:
    import vl_convert  # noqa: PLC0415 - takes a while, and only drawing needs it

    if suffix == ".svg":
        return to_svg(chart).encode()
    spec = chart.to_dict()
    if suffix == ".png":
        return bytes(vl_convert.vegalite_to_png(spec, ppi=_PPI, scale=1))
    if suffix == ".pdf":
        return bytes(vl_convert.vegalite_to_pdf(spec))
    return to_html(chart).encode()


def to_svg(chart: Chart) -> str:
    """The drawing as an SVG document."""
    import vl_convert  # noqa: PLC0415 - takes a while, and only drawing needs it

    return str(vl_convert.vegalite_to_svg(chart.to_dict()))


def to_html(chart: Chart) -> str:
    """A page that shows the chart with its tooltips and holds the programs it needs."""
    import vl_convert  # noqa: PLC0415 - takes a while, and only drawing needs it

    spec = json.dumps(chart.to_dict(), ensure_ascii=False).replace("</", "<\\/")
    bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;").replace("</script", "<\\/script")
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        "<title>Countermove</title>\n<style>body { margin: 1.5em; background: white; }</style>\n"
        f'</head>\n<body>\n<div id="chart"></div>\n<script type="module">\n{bundle}\n'
        f'const spec = {spec};\nvegaEmbed("#chart", spec, {{actions: false, mode: "vega-lite"}});\n'
        "</script>\n</body>\n</html>\n"
    )
