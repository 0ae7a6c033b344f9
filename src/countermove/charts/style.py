"""How every chart looks: colours that colour-blind readers tell apart, sizes that print, no decoration."""

from __future__ import annotations

import altair as alt
import polars as pl

#: Okabe and Ito's palette (Color Universal Design, 2008), black first.
OKABE_ITO = ("#000000", "#D55E00", "#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442")
#: Quad classes, the two of conflict in reds and those of cooperation in blues; words of each pair are the lighter one.
QUAD_COLORS = {
    "verbal cooperation": "#56B4E9",
    "material cooperation": "#0072B2",
    "verbal conflict": "#E69F00",
    "material conflict": "#D55E00",
}
INK, FAINT, GAP = "#222222", "#8a8a8a", "#e4e4e4"
#: From the most hostile score over nothing to the most cooperative.
HOSTILE, EVEN, FRIENDLY = "#B34A00", "#F2F2F2", "#00507F"
WIDTH = 640
_FONT = "Helvetica, Arial, Liberation Sans, sans-serif"

Chart = alt.Chart | alt.LayerChart | alt.VConcatChart | alt.HConcatChart | alt.FacetChart


def scale_of(scores: pl.Series) -> float:
    """How far a colour scale reaches: at least 5, so that small differences look small."""
    return max(5.0, *(abs(float(score)) for score in scores.drop_nulls()), 5.0)


def score_color(field: str, title: str, largest: float) -> alt.Color:
    """Colour for a score: orange where hostile, blue where cooperative, the same far on both sides."""
    scale = alt.Scale(domain=[-largest, 0, largest], range=[HOSTILE, EVEN, FRIENDLY], interpolate="lab")
    return alt.Color(f"{field}:Q", title=title, scale=scale, legend=alt.Legend(gradientLength=160, titleLimit=400))


def direction_color(labels: list[str]) -> alt.Color:
    """Colour for directions, in their order."""
    colors = [OKABE_ITO[index % len(OKABE_ITO)] for index in range(len(labels))]
    return alt.Color("direction:N", title=None, scale=alt.Scale(domain=labels, range=colors))


def styled(chart: Chart, title: str, subtitle: str | list[str] = "") -> Chart:
    """The chart with its title in plain words and the look of all charts."""
    head = alt.TitleParams(text=title, subtitle=subtitle, anchor="start", frame="group")
    found: Chart = (
        chart.properties(title=head, background="white")
        .configure(font=_FONT)
        .configure_view(stroke=None)
        .configure_title(fontSize=16, subtitleFontSize=12, color=INK, subtitleColor="#555555", offset=12)
        .configure_axis(
            labelFontSize=11, titleFontSize=12, labelColor=INK, titleColor=INK, titleFontWeight="normal",
            grid=True, gridColor="#ececec", domainColor=FAINT, tickColor=FAINT,
        )
        .configure_legend(labelFontSize=11, titleFontSize=11, labelColor=INK, titleFontWeight="normal", labelLimit=260)
        .configure_header(labelFontSize=12, labelColor=INK, labelFontWeight="bold", labelAnchor="start")
    )  # fmt: skip
    return found
