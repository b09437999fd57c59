"""``tools/conform``: try a device, or with ``--hub`` a hub, against the protocol in firmware/PROTOCOL.md."""

import argparse
import asyncio
import secrets
import shlex
import sys
from pathlib import Path

from rich.console import Console

from hub.devices.address import Address, BadAddress, parse_address
from tools.conformance.cutting import Relay
from tools.conformance.device_trial import DeviceTrial
from tools.conformance.findings import Book
from tools.conformance.hands import Hands, Person, Program
from tools.conformance.hub_trial import HubTrial
from tools.conformance.line import NoBroker, RealBroker
from tools.conformance.ours import try_our_device, try_our_hub
from tools.conformance.played_device import FIRST_BOOT
from tools.conformance.report import all_kept, as_json, show
from tools.conformance.rules import ROLES
from tools.conformance.secrets_file import NoSecrets, Secrets, SignIn, read_secrets


def arguments() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="tools/conform", description=__doc__.replace("``", ""))
    parser.add_argument("role", choices=ROLES, help="of the device that is tried, or that is played")
    parser.add_argument("--hub", action="store_true", help="try the hub, and play the device")
    parser.add_argument("--broker", metavar="URL", help="mqtt://user:password@host:port, signed in as the hub may")
    parser.add_argument("--device", type=Path, metavar="FILE", help="devices.json of the hub, or a device's config")
    parser.add_argument("--hall", default="", help="the hall's id; a registry does not tell it")
    parser.add_argument("--name", default="", help="id of the device, where the registry has several of the role")
    parser.add_argument("--press", metavar="CMD", help="called to press: CMD help|next|rate|ticket, CMD sees TEXT")
    parser.add_argument("--listen", metavar="HOST:PORT", help="relay the device, which is told to connect to here")
    parser.add_argument("--restart", metavar="CMD", help="called to kill and start the hub again, with --hub")
    parser.add_argument("--boot", type=int, default=FIRST_BOOT, help="boot of the played device, with --hub")
    parser.add_argument("--ours", action="store_true", help="try our own virtual device, or our own hub; needs no file")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def main() -> int:
    """0 when every rule is kept, 1 when not, 2 when nothing could be tried."""
    parser = arguments()
    given = parser.parse_args()
    if not given.ours and not (given.broker and given.device):
        parser.error("--broker and --device are needed, or --ours")
    try:
        book, device = asyncio.run(tried(given))
    except (NoBroker, NoSecrets, BadAddress) as error:
        print(error, file=sys.stderr)
        return 2
    findings = book.findings()
    side = "hub" if given.hub else "device"
    if given.json:
        print(as_json(side, device, findings))
    else:
        show(Console(), f"{'The hub, through a' if given.hub else 'The'} {given.role} {device}", findings)
    return 0 if all_kept(findings) else 1


async def tried(given: argparse.Namespace) -> tuple[Book, str]:
    """The book of one trial, and the device's id."""
    if given.ours:
        return await (try_our_hub if given.hub else try_our_device)(given.role)
    address = parse_address(given.broker)
    known = read_secrets(given.device, given.role, given.hall, given.name)
    broker = RealBroker(address)
    if given.hub:
        return await HubTrial(broker, known, given.boot, lambda: restart(given.restart)).run(), known.device
    hands: Hands = Program(given.press) if given.press else Person()
    relay = await relayed(given.listen, address) if given.listen else None
    try:
        return await DeviceTrial(broker, known, as_hub(address, known), hands, relay).run(), known.device
    finally:
        if relay:
            await relay.close()


async def relayed(listen: str, address: Address) -> Relay:
    """A relay before the broker; raises ``BadAddress``."""
    host, _, port = listen.rpartition(":")
    if not host or not port.isdigit() or address.tls:
        raise BadAddress("--listen: expected HOST:PORT, and a broker without TLS")
    relay = Relay((address.host, address.port))
    await relay.listen(host, int(port))
    return relay


def as_hub(address: Address, known: Secrets) -> SignIn:
    """As the address says; a hub's own client id where it is the hub's own user."""
    if known.hub and known.hub.user == address.user:
        return SignIn(address.user, address.password, known.hub.client_id)
    return SignIn(address.user, address.password, f"conform-{secrets.token_hex(8)}")


async def restart(command: str | None) -> bool:
    """Run the command, or ask whoever sits there."""
    if command:
        process = await asyncio.create_subprocess_exec(*shlex.split(command))
        return await process.wait() == 0
    if not sys.stdin.isatty():
        return False
    print(">>> Please kill the hub and start it again.", file=sys.stderr, flush=True)
    return True


if __name__ == "__main__":
    sys.exit(main())
