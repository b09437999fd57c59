"""What requests about matters may hold."""

from typing import Annotated, Literal

from msgspec import Meta

from hub.web.bodies import Body, Reason

Office = Annotated[str, Meta(max_length=40, pattern=r"^[^\x00-\x1f\x7f]*$")]
"""The name of an office, never of a citizen."""


class MatterMove(Body, kw_only=True):
    """``holder``: the office that has it now; "" for the same as before."""

    stage: Literal["reviewing", "decided", "collected"]
    holder: Office = ""


class MatterReturn(Body):
    """``reason``: what the citizen reads on the receipt's page."""

    reason: Reason
