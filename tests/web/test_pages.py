"""Pages, files, headers; and names that an administrator typed to do harm."""

import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path
from typing import Any, get_type_hints

import msgspec
import pytest
from aiohttp import ClientResponse

from hub.core import commands as c
from hub.core.catalogue import CounterSetup, Item, Line
from hub.web import setup_shapes, shapes
from hub.web.pages import PAGES, files_below
from hub.web.preloads import modules_of, preload_header
from tests.core.story import setup
from tests.web.conftest import Making
from tests.web.world import Client, World

DISPLAY = Path(__file__).resolve().parents[2] / "display" / "web"
HOSTILE = (
    "<script>alert(1)</script>",
    "\u202e'\";--",
    "=cmd|' /C calc'!A0",
    "\x00\x1b[2J",
    "名" * 200,
    "{0.__class__}",
)


async def fetch(client: Client, path: str, **headers: str) -> ClientResponse:
    async with client.session.get(client.world.base + path, headers=headers) as response:
        await response.read()
        return response


@pytest.mark.parametrize(
    "path", ["/", "/board", "/counter/3", "/kiosk", "/pad/3", "/clerk", "/t/abc", "/supervisor", "/signin"]
)
async def test_every_page_is_there(citizen: Client, path: str) -> None:
    page = await fetch(citizen, path)
    assert (page.status, page.content_type, page.charset) == (200, "text/html", "utf-8")


def test_every_page_of_the_table_is_a_file() -> None:
    assert {name for name in PAGES.values() if not (DISPLAY / "pages" / f"{name}.html").is_file()} == set()


async def test_a_file_that_has_not_changed_is_not_sent_again(citizen: Client) -> None:
    first = await fetch(citizen, "/web/board.js")
    again = await fetch(citizen, "/web/board.js", **{"If-None-Match": first.headers["ETag"]})
    assert (first.status, first.content_type, first.headers["Cache-Control"]) == (200, "text/javascript", "no-cache")
    assert again.status == 304


@pytest.mark.parametrize(
    "path",
    [
        "/web/README.md", "/web/way-out.js", "/web/.hidden.js", "/web/../outside.js", "/web/%2e%2e/outside.js",
        "/web/..%2foutside.js", "/web/%2e%2e%2f%2e%2e%2faccess.db", "/web/", "/web/pages", "/web/none.js",
        "/web/a%00.js", "/web//etc/hosts", "/web/" + "x" * 5000 + ".js", "/pages/board.html", "/counter/x",
    ],
)  # fmt: skip
async def test_nothing_but_pages_and_their_files_is_served(citizen: Client, path: str) -> None:
    answer = await citizen.session.get(citizen.world.base + path, allow_redirects=False)
    assert (answer.status, answer.content_type) == (404, "application/problem+json")


@pytest.mark.parametrize("path", ["/", "/web/board.js", "/api/v1/board", "/api/v1/nothing", "/metrics", "/live"])
async def test_all_answers_carry_the_strict_headers(citizen: Client, path: str) -> None:
    headers = (await fetch(citizen, path)).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "aiohttp" not in headers["Server"]
    assert headers["Cache-Control"] in ("no-store", "no-cache")


async def test_hostile_names_stay_data(make_world: Making) -> None:
    small = setup()
    items = tuple(Item(f"item-{n}", {"zh": name, "en": name}, "social") for n, name in enumerate(HOSTILE))
    lines = (*small.lines, Line("hostile", {"zh": HOSTILE[0]}))
    counters = tuple(CounterSetup(each.number, {"zh": HOSTILE[1]}) for each in small.counters)
    notices = tuple({"zh": name} for name in HOSTILE)
    world = await make_world(replace(small, items=items, lines=lines, counters=counters, notices=notices))
    citizen = world.client()
    for path, kind in (("/board", shapes.Board), ("/items", shapes.Items), ("/setup", setup_shapes.Setup)):
        response = await citizen.get(path)
        assert (response.status, response.content_type) == (200, "application/json")
        msgspec.json.decode(await response.read(), type=kind)
    named = (await (await citizen.get("/items")).json())["items"]
    assert [each["names"]["zh"] for each in named] == list(HOSTILE)


async def test_the_ticket_s_code_leads_to_its_page(world: World, citizen: Client) -> None:
    ticket = await citizen.take()
    here = await citizen.get(f"/tickets/{ticket['link']}/qr.svg")
    world.web.parts.public_url = "https://hall.example/"
    there = await citizen.get(f"/tickets/{ticket['link']}/qr.svg")
    assert (here.status, here.content_type) == (200, "image/svg+xml")
    assert ElementTree.fromstring(await here.text()).tag.endswith("svg")
    assert await here.text() != await there.text()
    assert (await citizen.get("/tickets/guess/qr.svg")).status == 404


async def test_a_host_name_that_is_none_makes_no_bug(citizen: Client) -> None:
    ticket = await citizen.take()
    for host in ("[", "a b", "x:y", "\u00e4"):
        answer = await citizen.get(f"/tickets/{ticket['link']}/qr.svg", headers={"Host": host})
        assert answer.status in (200, 400)


async def test_figures_name_routes_and_never_links(citizen: Client) -> None:
    ticket = await citizen.take()
    await citizen.get(f"/tickets/{ticket['link']}")
    figures = await (await citizen.get("/metrics")).text()
    assert 'anycounter_http_requests_total{method="GET",route="/api/v1/tickets/{link}",status="200"} 1.0' in figures
    assert "anycounter_waiting 1.0" in figures
    assert ticket["link"] not in figures


async def test_devices_are_what_the_hub_knows_of_them(world: World, boss: Client) -> None:
    world.devices.append({"device": "keypad-1", "state": "ready"})
    assert await (await boss.get("/devices")).json() == {"devices": [{"device": "keypad-1", "state": "ready"}]}


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_texts_are_served_by_language(citizen: Client, language: str) -> None:
    words = await (await citizen.get(f"/texts/{language}.json")).json()
    assert "refused.nobody_waiting" in words
    assert (await citizen.get("/texts/xx.json")).status == 404


async def test_every_picture_has_the_shape_that_is_described(
    world: World, citizen: Client, clerk: Client, boss: Client
) -> None:
    await world.command(c.Complain(1))
    for _ in range(5):
        ticket = await citizen.take("card", "pension")
    for press in ("open", "next", "hold", "next", "miss", "next"):
        assert (await clerk.post(f"/counters/1/{press}")).status == 200
    pictures = (
        (citizen, "/board", shapes.Board), (boss, "/hall", shapes.HallShown),
        (clerk, "/counters/1", shapes.CounterShown),
        (citizen, f"/tickets/{ticket['link']}", shapes.TicketShown), (citizen, "/items", shapes.Items),
        (citizen, "/setup", setup_shapes.Setup), (boss, "/journal", shapes.JournalPage), (citizen, "/healthz", shapes.Health),
    )  # fmt: skip
    for client, path, kind in pictures:
        raw = await (await client.get(path)).read()
        shown = msgspec.json.decode(raw, type=kind)
        missing = required(kind) - shown.keys()
        assert missing == set(), f"{path} lacks {missing}"


def required(kind: Any) -> set[str]:
    assert get_type_hints(kind)
    return set(kind.__required_keys__)


def test_a_page_names_every_module_that_it_will_ask_for(tmp_path: Path) -> None:
    sources = {
        "pages/a.html": '<script type="module" src="/web/a.js"></script>',
        "a.js": 'import { b } from "./lib/b.js";\nimport {\n  c,\n  d,\n} from "./c.js";\nimport "./lib/d.js";',
        "lib/b.js": 'import { c } from "../c.js";\nconst words = "import x from ./no.js";',
        "c.js": "export const c = 1;",
        "lib/d.js": 'import { a } from "../a.js";\nimport { gone } from "./gone.js";',
    }
    for name, source in sources.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(source)
    files = files_below(tmp_path)
    assert modules_of(sources["pages/a.html"], files) == ["a.js", "lib/b.js", "c.js", "lib/d.js"]
    assert preload_header(files["pages/a.html"], files).startswith("</web/a.js>; rel=modulepreload, </web/lib/b.js>")
