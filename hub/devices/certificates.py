"""The hall's own authority, and the certificate by which devices know their hub.

Both are made once, with elliptic keys (P-256: a board verifies them in a fraction of the time and heap of RSA), and
never expire within a device's life: a board without a clock takes 2000 for now. The certificate names no address but
``hub.anycounter``, so that a hub can move. Whoever reads these files can pose as the hub: mode 0600.
"""

import base64
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from hub.private_file import write_private

NAME = "hub.anycounter"
FROM, UNTIL = datetime(2000, 1, 1, tzinfo=UTC), datetime(2099, 12, 31, tzinfo=UTC)
PLAIN = serialization.NoEncryption()


class BadCertificates(Exception):
    """Files that cannot be used; made anew they would shut out every paired device, so a person has to decide."""


@dataclass(frozen=True, slots=True)
class Certificates:
    """Where the files lie. ``authority``: its certificate."""

    folder: Path

    @property
    def authority(self) -> Path:
        return self.folder / "authority.pem"

    @property
    def certificate(self) -> Path:
        return self.folder / "hub.pem"

    @property
    def key(self) -> Path:
        return self.folder / "hub.key"

    def for_devices(self) -> str:
        """The authority as a device keeps it: DER in base64."""
        authority = x509.load_pem_x509_certificate(self.authority.read_bytes())
        return base64.b64encode(authority.public_bytes(serialization.Encoding.DER)).decode()


def ensure(folder: Path) -> Certificates:
    """The certificates in a folder, made if there are none; raises ``BadCertificates``."""
    found = Certificates(folder)
    if not found.certificate.exists():  # written last: without it no device has ever seen the others
        _make(found)
    try:
        context = ssl.create_default_context(cafile=str(found.authority))
        context.load_cert_chain(found.certificate, found.key)
    except OSError as error:
        raise BadCertificates(
            f"{folder}: {error}; restore the folder from a backup, or remove it and pair every device again"
        ) from error
    return found


def ensure_member(folder: Path, authority: Certificates, hosts: Sequence[str]) -> Certificates:
    """A certificate of the same authority for one more machine, made if there is none; it also shakes hands as a client.

    It names ``hub.anycounter`` and the machine's own names and addresses. Raises ``BadCertificates``.
    """
    found = Certificates(folder)
    if not found.certificate.exists():
        try:
            signer = serialization.load_pem_private_key((authority.folder / "authority.key").read_bytes(), None)
            issuer = x509.load_pem_x509_certificate(authority.authority.read_bytes())
        except (OSError, ValueError) as error:
            raise BadCertificates(f"{authority.folder}: {error}; the authority made the other certificates") from error
        assert isinstance(signer, ec.EllipticCurvePrivateKey)
        key = ec.generate_private_key(ec.SECP256R1())
        made = _certificate(issuer.subject, signer, key, hosts, [ExtendedKeyUsageOID.CLIENT_AUTH])
        write_private(found.authority, authority.authority.read_bytes())
        write_private(found.key, _key_bytes(key))
        write_private(found.certificate, made.public_bytes(serialization.Encoding.PEM))
    return ensure(folder)


class HubContext(ssl.SSLContext):
    """Asks for the hub's name whatever address was dialled."""

    def wrap_socket(self, *given: Any, **named: Any) -> ssl.SSLSocket:
        """As that of every context."""
        return super().wrap_socket(*given, **{**named, "server_hostname": NAME})


def client_context(authority: Path) -> ssl.SSLContext:
    """What the hub's own link trusts: this authority alone."""
    context = HubContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cafile=str(authority))
    return context


def _make(into: Certificates) -> None:
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = _name("Anycounter hall")
    authority = (
        _blank(issuer, issuer, authority_key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    certificate = _certificate(issuer, authority_key, key)
    write_private(into.folder / "authority.key", _key_bytes(authority_key))
    write_private(into.authority, authority.public_bytes(serialization.Encoding.PEM))
    write_private(into.key, _key_bytes(key))
    write_private(into.certificate, certificate.public_bytes(serialization.Encoding.PEM))


def _certificate(
    issuer: x509.Name, signer: ec.EllipticCurvePrivateKey, key: ec.EllipticCurvePrivateKey, hosts: Sequence[str] = (),
    purposes: Sequence[x509.ObjectIdentifier] = (),
) -> x509.Certificate:  # fmt: skip
    """What a server shows. ``hosts``: more names and addresses of it; ``purposes``: besides that of a server."""
    return (
        _blank(_name(NAME), issuer, key)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME), *map(_host, hosts)]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, *purposes]), critical=False)
        .sign(signer, hashes.SHA256())
    )


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _blank(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    """A certificate that still lacks what it is for."""
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(FROM)
        .not_valid_after(UNTIL - timedelta(days=1))
    )


def _usage(signs: bool) -> x509.KeyUsage:
    """Signing certificates, or shaking hands: newer TLS libraries ask for the word."""
    return x509.KeyUsage(
        digital_signature=not signs, key_cert_sign=signs, crl_sign=signs, content_commitment=False,
        key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _key_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, PLAIN)
