"""Charts: what their axes say."""

import pytest

from tests.pages.conftest import Visitors

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(
    ("values", "decimals", "ticks"),
    [
        ([0.004, 0.01], 1, ["0", "0.1"]), ([0], 1, ["0", "0.1"]), ([0, None], 0, ["0", "1"]), ([0.3, 0.4], 0, ["0", "1"]),
        ([0.4], 1, ["0", "0.1", "0.2", "0.3", "0.4"]), ([3], 0, ["0", "1", "2", "3"]), ([12], 1, ["0", "5", "10", "15"]),
    ],
)  # fmt: skip
async def test_the_axis_of_a_chart_says_each_number_once(
    look: Visitors, values: list[float | None], decimals: int, ticks: list[str]
) -> None:
    page = await look("/halls")
    drawn = await page.evaluate(
        """async ([values, decimals]) => {
          const { barChart } = await import('/web/lib/chart.js');
          const { render } = await import('/web/lib/view.js');
          const place = document.body.appendChild(document.createElement('div'));
          render(place, barChart({ title: 't', rows: values.map((value, at) => ({ name: `${at}`, value })), decimals }));
          return [...place.querySelectorAll('text[text-anchor=end]')].map((each) => each.textContent);
        }""",
        [values, decimals],
    )
    assert drawn == ticks
