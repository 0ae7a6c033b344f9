"""A ``Coding`` as JSON for programs and as text for people. Part of the rim: the line never imports it.

The record format is described field by field in docs/record.md.
"""

from countermove.export.record import claims_line, dates_line, from_record, places_line, to_json, to_jsonl, to_record
from countermove.export.text import to_text

__all__ = ["claims_line", "dates_line", "from_record", "places_line", "to_json", "to_jsonl", "to_record", "to_text"]
