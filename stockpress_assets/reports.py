"""Tables and plots that stand beside a materialisation in the Dagster UI."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Mapping, Sequence

import dagster as dg

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def table(rows: Iterable[Mapping[str, str | int]]) -> dg.TableMetadataValue:
    """Return *rows* as a table, which may have none."""
    records = [dg.TableRecord(dict(row)) for row in rows]
    return dg.MetadataValue.table(records, schema=None if records else dg.TableSchema(columns=[]))


def month_plot(title: str, by_month: Mapping[int, int]) -> dg.MarkdownMetadataValue:
    """Return a bar chart of a count by month (1 to 12), as a picture inside Markdown."""
    return _bars(title, MONTHS, [by_month.get(month, 0) for month in range(1, 13)])


def reason_plot(title: str, by_reason: Mapping[str, int]) -> dg.MarkdownMetadataValue:
    """Return a bar chart of a count by name."""
    return _bars(title, list(by_reason), list(by_reason.values()))


def _bars(title: str, labels: Sequence[str], heights: Sequence[int]) -> dg.MarkdownMetadataValue:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 2.4), layout="constrained")
    axes = figure.add_subplot()
    axes.bar_label(axes.bar(labels, heights, color="#3a6ea5"), label_type="edge", fontsize=8)
    axes.set_title(title, fontsize=10)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=8)
    picture = io.BytesIO()
    figure.savefig(picture, format="png", dpi=100)
    return dg.MetadataValue.md(f"![{title}](data:image/png;base64,{base64.b64encode(picture.getvalue()).decode()})")
