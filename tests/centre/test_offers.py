"""The offer of a better hall goes down the link to the one hall that it is for, and is taken back there."""

from pathlib import Path

from hub.centre.nearby import better_hall
from hub.centre.offers import Offers
from hub.core.better import Better
from hub.uplink import shapes
from hub.uplink.uplink import State
from tests.centre.rig import FakeHall, rig, until
from tests.centre.test_nearby import HALLS
from tests.centre.world import START_MS


async def test_a_crowded_hall_hears_of_the_better_one_and_that_it_is_none_any_more(tmp_path: Path) -> None:
    better = better_hall(HALLS, HALLS[0], START_MS, {})
    offered: dict[str, Better | None] = {"city": better, "town": None}
    async with rig(tmp_path, "city", "town") as centre:
        await centre.start_intake()
        city, town = await centre.linked(FakeHall("city")), await centre.linked(FakeHall("town"))
        await until(lambda: city.state == town.state == State.LIVE)
        await until(lambda: {each.hall for each in centre.halls.all()} == {"city", "town"})
        assert centre.client is not None
        offers = Offers(centre.client, centre.halls, lambda hall: offered[hall])
        await offers.tell()
        await until(lambda: city.offer.look() == better)
        assert town.offer.look() is None
        offered["city"] = None
        await offers.tell()
        await until(lambda: city.offer.look() is None)


async def test_an_offer_that_cannot_be_read_is_passed_over_and_the_link_stays(tmp_path: Path) -> None:
    async with rig(tmp_path, "city") as centre:
        await centre.start_intake()
        city = await centre.linked(FakeHall("city", last=3))
        await until(lambda: centre.stored() == 3)
        assert centre.client is not None
        await centre.client.publish(shapes.told_subject("city"), b'{"better": {"hall": 7}}')
        await centre.client.flush()
        assert city.offer.look() is None
        assert city.state == State.LIVE
