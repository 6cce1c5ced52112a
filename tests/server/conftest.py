"""The example workspace, served as people are served."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from serving import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.workspace import Workspace


@pytest.fixture(scope="session")
def site(example_workspace: Workspace) -> Iterator[str]:
    """Serve the example and give its address without a slash at its end."""
    with serving(example_workspace) as address:
        yield address
