"""A trial in memory, in no time."""

import asyncio

from tests.conformance.fake_broker import FakeBroker, FakeCutter
from tests.conformance.fake_device import FakeDevice
from tools.conformance.device_trial import DeviceTrial
from tools.conformance.findings import Finding, Verdict
from tools.conformance.secrets_file import Secrets, SignIn

HUB = SignIn("hub", "a-password", "hub-0123")


def secrets_of(role: str) -> Secrets:
    """A device of a made-up hall."""
    name = role.replace("_", "-") + "-1"
    return Secrets("demo", name, role, b"k" * 32, b"h" * 32, SignIn(name, "a-password", name + "-id"), HUB)


async def tried(make: type[FakeDevice], role: str) -> list[Finding]:
    """Try one fake device."""
    broker, known = FakeBroker(), secrets_of(role)
    device = make(broker, known)
    device.start()
    await asyncio.sleep(0)
    trial = DeviceTrial(broker, known, HUB, device, FakeCutter(broker, known.sign_in.client_id))
    book = await trial.run()
    device.stop()
    return book.findings()


def broken(findings: list[Finding]) -> dict[str, str]:
    """Rule -> why, of those that are broken."""
    return {each.rule.name: each.why for each in findings if each.verdict is Verdict.BROKEN}


def not_kept(findings: list[Finding]) -> dict[str, str]:
    """Rule -> verdict and why, of those that are not kept."""
    return {each.rule.name: f"{each.verdict}: {each.why}" for each in findings if each.verdict is not Verdict.KEPT}
