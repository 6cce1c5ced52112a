"""Where the data that Asbuilt ships stands: ontology, shapes, queries and the example workspace.

In a wheel and in an editable install alike these folders are sub-folders of the package.
"""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parent

ONTOLOGY = PACKAGE / "ontology"
SHAPES = PACKAGE / "shapes"
QUERIES = PACKAGE / "queries"
EXAMPLE = PACKAGE / "example" / "purchase-to-pay"
