from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.builders.stores import EmbeddedStore, ServiceStore
from tests.e2e.town import Town, running_town


@pytest.fixture(scope="module")
def town(store: EmbeddedStore | ServiceStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with running_town(tmp_path_factory.mktemp("town"), store) as town:
        yield town
