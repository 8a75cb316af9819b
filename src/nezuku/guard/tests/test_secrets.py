"""Keys, tokens, passwords, connection strings; and strings that only look like them."""

from __future__ import annotations

import pytest

from nezuku.guard import Guard

GUARD = Guard()
# Written in two halves so that no scanner takes these invented keys for real ones.
AWS = "AKIA" + "Z7QW3N5K2LXV4RTB"
GITHUB = "ghp_" + "a8Kd02mVq7Lx93TzPn4RbYc61WsEfUj5HgQi"
SLACK = "xoxb-" + "123456789012-210987654321-QpWoEiRuTyAlSkDjFhGz"
TOKEN = "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiI0MiJ9." + "c2lnbmF0dXJlLXdpdGgtMTIz"


def found(text: str) -> set[str]:
    """Give the surfaces of all secrets."""
    kinds = {"api_key", "private_key", "password", "connection_string"}
    return {f.text for f in GUARD.inspect(text).findings if f.kind in kinds}


@pytest.mark.parametrize("key", [AWS, GITHUB, SLACK, TOKEN])
def test_a_key_of_a_known_service_is_found_beside_japanese(key: str) -> None:
    assert found(f"キーは{key}です") == {key}


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("パスワード：Abc#1234x", "Abc#1234x"),
        ("PW: tR7$kLm9", "tR7$kLm9"),
        ("パスワードは Hana2024! に変更", "Hana2024!"),
        ('db_password = "s3cr3t-Pa55"', "s3cr3t-Pa55"),
        ("MYSQL_ROOT_PASSWORD=q8ZxW2mK", "q8ZxW2mK"),
        ("api_key: 9f8e7d6c5b4a39281706f5e4d3c2b1a0", "9f8e7d6c5b4a39281706f5e4d3c2b1a0"),
        ("ユーザー\tパスワード\napp\tLk8#mN2p\n", "Lk8#mN2p"),
    ],
)
def test_a_secret_is_known_by_its_place(text: str, secret: str) -> None:
    assert secret in found(text)


def test_credentials_in_an_address_are_found_with_it() -> None:
    address = "postgres://app:s3cretPa55@db.example.co.jp:5432/main"
    assert found(f"接続は {address} です") == {address}


def test_a_private_key_is_found_whole() -> None:
    key = "-----BEGIN PRIVATE " + "KEY-----\nMIIabc123\nxyz987==\n-----END PRIVATE " + "KEY-----"
    assert found(f"貼ります。\n{key}\n以上") == {key}


@pytest.mark.parametrize(
    "text",
    [
        "パスワードを忘れた場合はリセットしてください。",
        "password = os.environ['DB_PASSWORD']",
        "xoxb-xxxx-xxxx-xxxxxxxxxxxx",
        "api_key = YOUR_API_KEY_HERE",
        "token: ${TOKEN}",
        '"integrity": "sha512-Iv6gvmcVdM+yhUCB5no6e+u2742+G/iGVXynAjdQygZ=="',
        "class ConfigurationPropertiesBindingPostProcessorRegistrar",
    ],
)
def test_a_stand_in_is_no_secret(text: str) -> None:
    assert not found(text)
