"""The levels above the halls: village station, township, county, city, province. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from hub.centre.settings import CentreSettings, Node

TOP = ""
"""The node of the centre itself: all of its halls."""


@dataclass(frozen=True, slots=True)
class Tree:
    """``nodes`` by id; ``of_hall``: hall -> the node that it belongs to; a hall that is not in it belongs to the top."""

    nodes: dict[str, Node] = field(default_factory=dict)
    of_hall: dict[str, str] = field(default_factory=dict)

    def children(self, node: str) -> list[Node]:
        """The nodes right below, in the order of the settings."""
        return [each for each in self.nodes.values() if each.parent == node]

    def path(self, node: str) -> list[Node]:
        """From the top down to this node; the top itself is left out."""
        found: list[Node] = []
        while node in self.nodes and len(found) <= len(self.nodes):
            found.insert(0, self.nodes[node])
            node = self.nodes[node].parent
        return found

    def own_halls(self, node: str, halls: Iterable[str]) -> list[str]:
        """Halls right below a node."""
        return [hall for hall in halls if self.of_hall.get(hall, TOP) == node]

    def branch(self, node: str, halls: Iterable[str]) -> list[str]:
        """Halls anywhere below a node, all for the top."""
        return [
            hall
            for hall in halls
            if node == TOP or any(each.id == node for each in self.path(self.of_hall.get(hall, TOP)))
        ]


def tree_of(settings: CentreSettings) -> Tree:
    """The tree of a centre's settings; the halls of a centre below hang where it does."""
    of_hall = {hall: each.parent for each in settings.halls for hall in each.halls or (each.id,)}
    return Tree({each.id: each for each in settings.nodes}, of_hall)
