"""The levels above the halls: village station, township, county, city, province. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from hub.centre.settings import CentreSettings, Node

TOP = ""
"""The node of the centre itself: all of its halls."""


@dataclass(frozen=True, slots=True)
class Tree:
    """``nodes`` by id; ``of_hall``: hall -> the node that it belongs to; a hall that is not in it belongs to the top.

    Neither is changed afterwards: the ways up are worked out once, however many halls there are.
    """

    nodes: dict[str, Node] = field(default_factory=dict)
    of_hall: dict[str, str] = field(default_factory=dict)
    _above: dict[str, tuple[str, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)
    _children: dict[str, list[Node]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        for each in self.nodes.values():
            self._children.setdefault(each.parent, []).append(each)
            self._above[each.id] = (TOP, *dict.fromkeys(node.id for node in self.path(each.id)))

    def children(self, node: str) -> list[Node]:
        """The nodes right below, in the order of the settings."""
        return list(self._children.get(node, ()))

    def path(self, node: str) -> list[Node]:
        """From the top down to this node; the top itself is left out."""
        found: list[Node] = []
        while node in self.nodes and len(found) <= len(self.nodes):
            found.append(self.nodes[node])
            node = self.nodes[node].parent
        return found[::-1]

    def above(self, hall: str) -> tuple[str, ...]:
        """The nodes in whose branch a hall is, each once; the top is the first."""
        return self._above.get(self.of_hall.get(hall, TOP), (TOP,))

    def own_halls(self, node: str, halls: Iterable[str]) -> list[str]:
        """Halls right below a node."""
        return [hall for hall in halls if self.of_hall.get(hall, TOP) == node]

    def branch(self, node: str, halls: Iterable[str]) -> list[str]:
        """Halls anywhere below a node, all for the top."""
        return list(halls) if node == TOP else [hall for hall in halls if node in self.above(hall)]


def tree_of(settings: CentreSettings) -> Tree:
    """The tree of a centre's settings; the halls of a centre below hang where it does."""
    of_hall = {hall: each.parent for each in settings.halls for hall in each.halls or (each.id,)}
    return Tree({each.id: each for each in settings.nodes}, of_hall)
