"""The key that signs checkpoints: made once, private, and refused where it is none."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from firstcard.core.sealing.keys import UnusableKey, name_of, public_keys, signing_key


def test_a_key_is_made_once_and_its_public_half_named_once(tmp_path: Path) -> None:
    path, public = tmp_path / "key", tmp_path / "public"
    first = signing_key(path=path, public=public)
    second = signing_key(path=path, public=public)
    assert first.private_bytes_raw() == second.private_bytes_raw()
    assert list(public_keys(path=public)) == [name_of(first.public_key())]
    assert path.stat().st_mode & 0o777 == 0o600
    assert public.stat().st_mode & 0o044


@pytest.mark.parametrize("kind", ["nothing", "another kind"])
def test_a_file_that_holds_no_such_key_is_refused_and_left(tmp_path: Path, kind: str) -> None:
    path, public = tmp_path / "key", tmp_path / "public"
    other = ec.generate_private_key(ec.SECP256R1())
    if kind == "nothing":
        path.write_text("no key")
        public.write_text("no key")
    else:
        path.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        public.write_bytes(
            other.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        )
    before = path.read_bytes()
    with pytest.raises(UnusableKey):
        signing_key(path=path, public=public)
    with pytest.raises(UnusableKey):
        public_keys(path=public)
    assert path.read_bytes() == before
