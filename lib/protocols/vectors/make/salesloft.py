"""Launches encrypted by Python's cryptography package, with fixed keys and vectors, as a JSON object."""
import base64
import hashlib
import json
import zlib
from urllib.parse import urlencode

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import aes_key_wrap

SECRET = "demo secret, not 256 bits"
CEK, KEY_IV, IV = bytes([3]) * 32, bytes([1]) * 12, bytes([2]) * 12
COMMON = {"integration_id": "2", "tenant_id": "1", "user_guid": "u-1", "origin": "https://app.salesloft.com"}
PERSON = {"id": 7, "display_name": "Zoë Doe 🦊", "title": None, "email_address": "zoe@example.test", "phone": "+1-555-1234"}
ACCOUNT = {"id": 9, "name": "Müller & Söhne", "website": "https://acme.example.test"}


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def jwe(plaintext, key=None, extra=None, alg="A256GCMKW", enc="A256GCM", cek=CEK, tag_bytes=16, key_tag_bytes=16, first=None):
    wrapped = AESGCM(key or hashlib.sha256(SECRET.encode()).digest()).encrypt(KEY_IV, cek, None)
    header = {**(first or {}), "alg": alg, "enc": enc, "iv": b64(KEY_IV), "tag": b64(wrapped[-16:][:key_tag_bytes]), **(extra or {})}
    protected = b64(json.dumps(header, separators=(",", ":")).encode())
    sealed = AESGCM(cek).encrypt(IV, plaintext, protected.encode())
    return ".".join([protected, b64(wrapped[:-16]), b64(IV), b64(sealed[:-16]), b64(sealed[-16:][:tag_bytes])])


def form(token, tenant="1", integration="2"):
    return urlencode({"payload": token, "tenant_id": tenant, "integration_id": integration, "origin": "https://app.salesloft.com"})


def case(name, slot, payload, **options):
    plaintext = json.dumps(payload, ensure_ascii=False)
    return {"name": name, "slot": slot, "secret": SECRET, "plaintext": plaintext, "body": form(jwe(plaintext.encode(), **options))}


def refused(name, code, token, **ids):
    return {"name": name, "code": code, "secret": SECRET, "body": form(token, **ids)}


ACTION = {**COMMON, "nonce": "n-1", "action": {"id": 5}, "person": PERSON}
made = [
    case("a full page", "full_page", COMMON),
    case("a custom action", "custom_action", ACTION),
    case("a custom action with an account", "custom_action", {**ACTION, "account": ACCOUNT}),
    case("an email editor with nobody", "email_editor", {**COMMON, "nonce": "n-2"}),
    case("an email editor with a person and an account", "email_editor", {**COMMON, "nonce": "n-2", "person": PERSON, "account": ACCOUNT}),
    case("a people page", "people_page", {**COMMON, "nonce": "n-3", "person": PERSON}),
    case("an account page", "account_page", {**COMMON, "nonce": "n-4", "account": ACCOUNT}),
    case("ids as numbers", "full_page", {**COMMON, "tenant_id": 1, "integration_id": 2}),
    case("another order of the header, with kid and typ", "full_page", COMMON, first={"typ": "JWE", "enc": "A256GCM"}, extra={"kid": "1"}),
    case("members that were added over time", "full_page", {**COMMON, "locale": "de", "features": ["a"]}),
]
plain = json.dumps(ACTION).encode()
deflate = zlib.compressobj(wbits=-15)
compressed = deflate.compress(plain) + deflate.flush()
KEY = hashlib.sha256(SECRET.encode()).digest()
direct = b64(b'{"alg":"dir","enc":"A256GCM"}')
sealed = AESGCM(KEY).encrypt(IV, plain, direct.encode())
wrapped_header = b64(b'{"alg":"A256KW","enc":"A256GCM"}')
wrapped = AESGCM(CEK).encrypt(IV, plain, wrapped_header.encode())
other = json.dumps({**ACTION, "tenant_id": "99"}).encode()
refusals = [
    refused("compressed", "wrong_algorithm", jwe(compressed, extra={"zip": "DEF"})),
    refused("a direct key", "malformed_token", ".".join([direct, "", b64(IV), b64(sealed[:-16]), b64(sealed[-16:])])),
    refused("an AES key wrap", "wrong_algorithm", ".".join([wrapped_header, b64(aes_key_wrap(KEY, CEK)), b64(IV), b64(wrapped[:-16]), b64(wrapped[-16:])])),
    refused("a key of 128 bits", "wrong_algorithm", jwe(plain, key=KEY[:16], alg="A128GCMKW")),
    refused("content by 128 bits", "wrong_algorithm", jwe(plain, enc="A128GCM", cek=CEK[:16])),
    refused("content named CBC", "wrong_algorithm", jwe(plain, enc="A256CBC-HS512")),
    refused("iterations of a password", "wrong_algorithm", jwe(plain, extra={"p2c": 100000000, "p2s": "c2FsdA"})),
    refused("a critical extension", "malformed_token", jwe(plain, extra={"crit": ["exp"], "exp": 1})),
    refused("a huge header", "malformed_token", jwe(plain, extra={"kid": "k" * 2000})),
    refused("a tag of 12 bytes", "malformed_token", jwe(plain, tag_bytes=12)),
    refused("a tag of the key of 12 bytes", "malformed_token", jwe(plain, key_tag_bytes=12)),
    refused("the hex of the digest as key", "decryption_failed", jwe(plain, key=KEY.hex()[:32].encode())),
    refused("the secret itself as key", "decryption_failed", jwe(plain, key=(SECRET + "\0" * 32)[:32].encode())),
    refused("another tenant inside", "identity_mismatch", jwe(other)),
    refused("another integration outside", "identity_mismatch", jwe(plain), integration="3"),
    refused("text inside", "malformed_payload", jwe(b"hello")),
    refused("a list inside", "malformed_payload", jwe(b"[]")),
    refused("a name twice inside", "malformed_payload", jwe(plain[:-1] + b',"tenant_id":"1"}')),
    refused("Latin-1 inside", "not_utf8", jwe(b'{"a":"\xe9"}')),
    refused("an origin that is a script", "malformed_payload", jwe(json.dumps({**ACTION, "origin": "javascript:1"}).encode())),
]
print(json.dumps({"made": made, "refused": refusals}, ensure_ascii=False))
