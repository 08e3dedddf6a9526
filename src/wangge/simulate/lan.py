"""The demo on a phone: a small certificate authority of its own, a page on how to trust it, a QR code to find it.

Camera, position and service worker need a secure context, so the demo on the local network needs TLS.
"""

import io
import ipaddress
import json
import socket
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import segno
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

VALID = timedelta(days=397)
RENEW_BEFORE = timedelta(days=30)


@dataclass(frozen=True)
class Certificates:
    """Paths of the authority's certificate, the server's certificate chain and its key; the authority's fingerprint."""

    authority: Path
    certificate: Path
    key: Path
    fingerprint: str


def lan_address() -> str | None:
    """This machine's address on its network, without sending anything; None when it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        address = str(probe.getsockname()[0])
    return None if ipaddress.ip_address(address).is_loopback else address


def certificates(folder: Path, host: str) -> Certificates:
    """The certificates for an address: made once, made again when the address changed or a month before they end.

    The authority is kept as long as it lives, so that a phone need trust it once. It may sign for private addresses,
    for ``.local`` names, and for this machine's own address where that is none of them. Key files have mode 600.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    authority, authority_key = _authority(folder, host)
    certificate, key = folder / "server.pem", folder / "server.key"
    if not _still_good(certificate, host, authority):
        leaf_key = ec.generate_private_key(ec.SECP256R1())
        leaf = _leaf(host, leaf_key, authority, authority_key)
        _write_key(key, leaf_key)
        chain = leaf.public_bytes(serialization.Encoding.PEM) + authority.public_bytes(serialization.Encoding.PEM)
        certificate.write_bytes(chain)
    return Certificates(folder / "authority.crt", certificate, key, authority.fingerprint(hashes.SHA256()).hex(":"))


PRIVATE = [
    ipaddress.ip_network(n)
    for n in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16")
]


def _may_sign_for(authority: x509.Certificate, host: str) -> bool:
    permitted = authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    networks = [name.value for name in permitted if isinstance(name, x509.IPAddress)]
    return any(ipaddress.ip_address(host) in n for n in networks if isinstance(n, ipaddress.IPv4Network))


def _authority(folder: Path, host: str) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    path, key_path = folder / "authority.crt", folder / "authority.key"
    if path.exists() and key_path.exists():
        kept = x509.load_pem_x509_certificate(path.read_bytes())
        key = serialization.load_pem_private_key(key_path.read_bytes(), password=None)
        fresh = kept.not_valid_after_utc > datetime.now(UTC) + RENEW_BEFORE and _may_sign_for(kept, host)
        if fresh and isinstance(key, ec.EllipticCurvePrivateKey):
            return kept, key
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "wangge demo authority")])
    now = datetime.now(UTC)
    own = [] if any(ipaddress.ip_address(host) in n for n in PRIVATE) else [ipaddress.ip_network(host)]
    addresses = [x509.IPAddress(network) for network in (*PRIVATE, *own)]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1825))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.NameConstraints([*addresses, x509.DNSName("local")], None), critical=True)
        .sign(key, hashes.SHA256())
    )
    _write_key(key_path, key)
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return made, key


def _leaf(
    host: str,
    key: ec.EllipticCurvePrivateKey,
    authority: x509.Certificate,
    authority_key: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    now = datetime.now(UTC)
    names = [x509.IPAddress(ipaddress.ip_address(host)), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "wangge demo")]))
        .issuer_name(authority.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + VALID)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    path.touch(mode=0o600, exist_ok=True)
    path.chmod(0o600)
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def _still_good(path: Path, host: str, authority: x509.Certificate) -> bool:
    if not path.exists():
        return False
    kept = x509.load_pem_x509_certificate(path.read_bytes())
    names = kept.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    listed = {str(address) for address in names.get_values_for_type(x509.IPAddress)}
    fresh = kept.not_valid_after_utc > datetime.now(UTC) + RENEW_BEFORE
    return fresh and host in listed and kept.issuer == authority.subject and _signed_by(kept, authority)


def _signed_by(leaf: x509.Certificate, authority: x509.Certificate) -> bool:
    try:
        leaf.verify_directly_issued_by(authority)
    except Exception:
        return False
    return True


def qr(text: str) -> str:
    """A QR code as lines for the terminal."""
    out = io.StringIO()
    segno.make(text, error="m").terminal(out, compact=True)
    return out.getvalue()


STEPS = (
    ("安卓、鸿蒙", "下载后打开：设置 → 安全 → 加密与凭据 → 安装证书 → CA 证书，选刚下载的文件。",
     "Android, HarmonyOS", "Settings → Security → Encryption & credentials → Install a certificate → CA certificate."),
    ("苹果手机", "下载后：设置 → 已下载描述文件 → 安装；再到 通用 → 关于本机 → 证书信任设置，打开开关。",
     "iPhone", "Settings → Profile Downloaded → Install; then General → About → Certificate Trust Settings: on."),
    ("电脑", "浏览器设置里搜“证书”，导入到“受信任的根证书”。",
     "Computer", "Search the browser's settings for “certificates” and import it as a trusted authority."),
)  # fmt: skip


def trust_page(site: str, fingerprint: str) -> str:
    """How to trust the demo's authority, and why; phone size, in Chinese and English, nothing loaded from elsewhere."""
    steps = "".join(
        f"<li><b>{zh}</b> {how_zh}<br><span lang=en><b>{en}</b> {how_en}</span></li>"
        for zh, how_zh, en, how_en in STEPS
    )
    return f"""<!doctype html><html lang="zh"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>信任演示证书</title><style>
body{{font:1.0625rem/1.6 system-ui,sans-serif;color:#16202b;background:#f5f3ee;margin:0 auto;max-width:34rem;
padding:1.25rem}}
a.b{{display:block;text-align:center;padding:.9rem;border-radius:.75rem;background:#0b57a4;color:#fff;
font-weight:700;text-decoration:none;margin:1rem 0}}
a.q{{background:#fff;color:#0b57a4;border:1px solid #6f7680}}li{{margin:0 0 .9rem}}ol{{padding-left:1.25rem}}
code{{font-size:.8rem;overflow-wrap:anywhere}}[lang=en]{{color:#4a5561}}</style></head><body>
<h1>先信任这台演示机</h1>
<p>手机的相机、定位和离线功能只在加密连接下能用。演示机用自己的证书，请安装一次；演示结束后可以删掉。</p>
<p lang="en">Camera, position and offline work need an encrypted connection. The demo signs its own; trust it once and
remove it afterwards. It can sign for this machine and for private addresses only.</p>
<a class="b" href="/wangge-ca.crt">1 下载证书 Download the certificate</a><ol>{steps}</ol>
<a class="b q" href="{site}/">2 打开网格 Open wangge</a>
<p>指纹 SHA-256<br><code>{fingerprint}</code></p></body></html>"""


class TrustServer(ThreadingHTTPServer):
    """Serves the page and the authority's certificate over plain HTTP, and nothing else."""

    daemon_threads = True

    def __init__(self, host: str, port: int, made: Certificates, *, site: str) -> None:
        super().__init__((host, port), _TrustHandler)
        self.page = trust_page(site, made.fingerprint).encode()
        self.authority = made.authority.read_bytes()

    def start(self) -> None:
        """Serve in a thread of its own."""
        threading.Thread(target=self.serve_forever, daemon=True).start()


class _TrustHandler(BaseHTTPRequestHandler):
    server: TrustServer

    def do_GET(self) -> None:
        found = {
            "/": (self.server.page, "text/html; charset=utf-8"),
            "/wangge-ca.crt": (self.server.authority, "application/x-x509-ca-cert"),
        }.get(self.path)
        body, kind = found or (json.dumps({"code": "not_found"}).encode(), "application/json")
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Quiet: the demo's own words matter more."""
