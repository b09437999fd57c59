"""``[shadow]``: a second policy by its differences; what does not fit is told with its place."""

import pytest

from hub.core.shadow import ShadowRules
from hub.settings import SettingsError, read_settings
from hub.settings.editing import BadEdit, Edit, edited
from tests.settings.test_settings import SMALL

PRIORITY = """[[priorities]]
code = "priority"
names = { zh = "绿色通道", en = "Priority" }
weight = 3

"""
HALL = SMALL.replace("[[counters]]", PRIORITY + "[[counters]]", 1)
SHADOW = """
[shadow]
names = { zh = "照顾绿色通道", en = "Green channel first" }
weights = { walk_in = 1, priority = 5.5 }
max_wait_s = 1200
means_ratio = 2
"""
MISTAKES = {
    "a class that the hall lacks": ("priority = 5.5", "green = 5.5", "shadow.weights.green", "walk_in"),
    "a weight of nothing": ("priority = 5.5", "priority = 0", "shadow.weights.priority", "0.1 to 100"),
    "a weight in words": ("priority = 5.5", 'priority = "much"', "shadow.weights.priority", "a number"),
    "a limit below nothing": ("max_wait_s = 1200", "max_wait_s = -1", "shadow.max_wait_s", "0 to 86400"),
    "a limit in words": ("max_wait_s = 1200", 'max_wait_s = "long"', "shadow.max_wait_s", "a whole number"),
    "a rule that the policy does not read": ("max_wait_s", "max_waiting", "shadow.max_waiting", "max_wait_s"),
    "a language that is missing": (', en = "Green channel first"', "", "shadow.names", "each of the hall's languages"),
    "no table": ("[shadow]", "[[shadow]]", "shadow", "a table"),
}


def test_a_hall_has_no_second_policy_unless_it_says_so() -> None:
    assert read_settings(SMALL).shadow is None


def test_the_table_is_read_and_what_is_left_out_is_as_in_the_hall() -> None:
    settings = read_settings(HALL + SHADOW)
    assert settings.shadow == ShadowRules(
        {"zh": "照顾绿色通道", "en": "Green channel first"}, {"walk_in": 1.0, "priority": 5.5}, max_wait_s=1200, means_ratio=2.0
    )  # fmt: skip
    assert settings.setup == read_settings(HALL).setup


@pytest.mark.parametrize(("old", "new", "key", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_what_does_not_fit_is_told_with_its_place(old: str, new: str, key: str, expected: str) -> None:
    assert old in SHADOW
    text = HALL + SHADOW.replace(old, new)
    with pytest.raises(SettingsError) as caught:
        read_settings(text)
    first = caught.value.mistakes[0]
    assert (first.key, expected in first.expected) == (key, True)
    assert first.line > HALL.count("\n")


def test_a_second_policy_that_replaces_nothing_is_a_mistake() -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(SMALL + '\n[shadow]\nnames = { zh = "二", en = "two" }\n')
    assert [(each.key, each.problem) for each in caught.value.mistakes] == [("shadow", "replaces no rule")]


def test_a_page_writes_changes_and_takes_away_the_table_and_leaves_the_rest_as_it_is() -> None:
    once = edited(HALL, Edit("shadow", None, {"names": {}, "weights": {"priority": 6}, "max_wait_s": 900}))
    assert once.startswith(HALL)
    assert read_settings(once).shadow == ShadowRules(weights={"priority": 6.0}, max_wait_s=900)
    other = edited(once, Edit("shadow", None, {"weights": {}, "rest_s": 0}))
    assert read_settings(other).shadow == ShadowRules(rest_s=0)
    assert read_settings(edited(other, Edit("shadow", None, {"names": {}, "weights": {}}))).shadow is None
    with pytest.raises(BadEdit, match="a table"):
        edited(HALL, Edit("shadow", None, ["weights"]))
