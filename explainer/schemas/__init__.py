"""JSON Schemas of the files that editors write, for completion and checks while they type.

They are made from the record classes whenever they're asked for. A build never imports this package.
"""

from __future__ import annotations

import json

from explainer.bibliography import Source
from explainer.chart_records import Chart
from explainer.model import AccountSet, Change, Event, FrontMatter, Record, Site, Term
from explainer.readonly import frozen
from explainer.schemas.key_values import Schema
from explainer.schemas.record_schema import record_schema
from explainer.upcoming import Upcoming

DRAFT = "http://json-schema.org/draft-07/schema#"
COMMENT = "Made from the generator's record classes. Changes to this file are lost."


@frozen
class SchemaFile:
    """A schema, and which files it's for, as a pattern below the content folder.

    `about` is what these files contain, in words. `is_list` is whether each is a list of records of
    the class `kind`, rather than one.
    """

    subject: str
    files: str
    kind: type[Record]
    about: str
    is_list: bool = True

    @property
    def name(self) -> str:
        """The schema's file name, such as `site.schema.json`."""
        return f"{self.subject}.schema.json"

    @property
    def schema(self) -> Schema:
        """The schema itself, as values of JSON."""
        # A chart's id is its file's name.
        record = record_schema(self.kind, without="id" if self.kind is Chart else "")
        content = {"type": "array", "items": record} if self.is_list else record
        description = f"{self.files}: {self.about}"
        return {"$schema": DRAFT, "$comment": COMMENT, "description": description, **content}


SCHEMA_FILES = (
    SchemaFile("site", "site.yaml", Site, "the explainer, its sides, chapters", is_list=False),
    SchemaFile("timeline", "timeline/**/*.yaml", Event, "events, in any order"),
    SchemaFile("sources", "sources.yaml", Source, "every source, once"),
    SchemaFile("glossary", "glossary.yaml", Term, "terms explained at their first use"),
    SchemaFile("accounts", "accounts.yaml", AccountSet, "what each side says of the same act"),
    SchemaFile("changes", "changes.yaml", Change, "updates and corrections, newest first"),
    SchemaFile("upcoming", "upcoming.yaml", Upcoming, "dates to come"),
    SchemaFile("chart", "charts/**/*.yaml", Chart, "one chart in each file", is_list=False),
    SchemaFile("front-matter", "**/*.md", FrontMatter, "a page's front matter", is_list=False),
)


def all_schemas() -> dict[str, str]:
    """Return the text of each schema by its file's name, such as `site.schema.json`."""
    return {
        file.name: json.dumps(file.schema, indent=2, ensure_ascii=False) + "\n"
        for file in SCHEMA_FILES
    }
