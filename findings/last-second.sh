#!/usr/bin/env bash
# A certificate in the last second of its life, asked of the two verifiers that one Python program has at hand.
#
# A good guess: notAfter is the last moment at which a certificate is valid (RFC 5280 §4.1.2.5 counts both ends in), so that both
# accept it at 23:59:59 and refuse it at 00:00:00.
#
# What is so (2026-11-28): OpenSSL refuses it at notAfter itself. For OpenSSL 3.5.4, as pyOpenSSL 25.3.0 reaches it, a
# certificate "until 23:59:59" has expired at 23:59:59. cryptography 46.0.3, whose verifier is its own, accepts it for that
# whole second, half a second later too. At notBefore both accept it, so the second is lost at one end alone.
#
# So a certificate whose notBefore is its notAfter is valid for a second to the one, and never to the other; a check at the exact
# moment of expiry gets its answer from the library, and not from the certificate.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check cryptography==46.0.3 pyOpenSSL==25.3.0

cat >ask.py <<'PY'
from datetime import datetime, timedelta, timezone

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError
from OpenSSL import SSL, crypto

BEGIN = datetime(2026, 12, 31, 12, 0, 0, tzinfo=timezone.utc)
END = datetime(2026, 12, 31, 23, 59, 59, tzinfo=timezone.utc)


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def certificate(subject, key, issuer_key, begin, end, is_ca):
    usage = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
    )
    usage |= {"digital_signature": not is_ca, "key_cert_sign": is_ca, "crl_sign": is_ca}
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name("a CA"))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(is_ca, None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    if not is_ca:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName("a.example")]), critical=False)
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


ca_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
year = timedelta(days=365)
ca = certificate("a CA", ca_key, ca_key, BEGIN - year, END + year, True)
leaf = certificate("a server", key, ca_key, BEGIN, END, False)


def by_cryptography(at):
    verifier = PolicyBuilder().store(Store([ca])).time(at.replace(tzinfo=None))
    try:
        verifier.build_server_verifier(x509.DNSName("a.example")).verify(leaf, [])
    except VerificationError:
        return "refused"
    return "accepted"


def by_openssl(at):
    store = crypto.X509Store()
    store.add_cert(crypto.X509.from_cryptography(ca))
    store.set_time(at)
    try:
        crypto.X509StoreContext(store, crypto.X509.from_cryptography(leaf)).verify_certificate()
    except crypto.X509StoreContextError:
        return "refused"
    return "accepted"


second = timedelta(seconds=1)
wanted = {
    "a second before notBefore": (BEGIN - second, "refused", "refused"),
    "at notBefore": (BEGIN, "accepted", "accepted"),
    "a second before notAfter": (END - second, "accepted", "accepted"),
    "at notAfter": (END, "refused", "accepted"),
    "half a second after it": (END + second / 2, "refused", "accepted"),
    "a second after it": (END + second, "refused", "refused"),
}
print(SSL.SSLeay_version(0).decode())
print(f"{'':28}{'OpenSSL':12}cryptography")
changed = False
for when, (at, openssl, cryptography) in wanted.items():
    seen = by_openssl(at), by_cryptography(at)
    print(f"{when:28}{seen[0]:12}{seen[1]}")
    changed |= seen != (openssl, cryptography)
raise SystemExit("this is no longer so" if changed else 0)
PY
venv/bin/python ask.py
