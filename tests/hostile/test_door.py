"""Names of posts that would make every act of their console impossible, or unreadable."""

import asyncio

import pytest

from openline.core.errors import BadInput
from openline.ports.desk import DeskInfo
from openline.ports.memory import MemoryStore
from openline.web.auth import Doorkeeper, Enrolment
from tests.web.station import START_MS, MemoryCells


@pytest.mark.parametrize(
    "person", ["Watch\u202e1", "Watch\u200b1", "Watch e\u0301 1", "\ue000"]
)
def test_a_post_that_no_act_may_name_is_not_enrolled(person: str) -> None:
    door = Doorkeeper(
        MemoryCells(MemoryStore()),
        lambda: [DeskInfo("watch", {"en": "Watch"}, "watch")],
        lambda: START_MS,
    )
    with pytest.raises(BadInput, match="characters"):
        asyncio.run(door.enrol(Enrolment(person, "watch")))
