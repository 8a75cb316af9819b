"""`nezuku serve`: migrate, collect static files, print the address, serve."""

from __future__ import annotations

import argparse
import errno
import os
import signal
import socket

from nezuku.cli.start import SETTINGS, database_file, existing_instance
from nezuku.cli.words import Refusal
from nezuku.config.env import read_env

SHUTDOWN_SECONDS = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """This will describe the options of the command."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on")
    parser.add_argument("--quiet", action="store_true", help="print no addresses")


def run(args: argparse.Namespace) -> int:
    """This will serve until it is told to stop. Gives the exit status."""
    base_url = os.environ.setdefault("NEZUKU_BASE_URL", f"http://{_shown(args.host)}:{args.port}")
    require_free(args.host, args.port)
    require_key()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)

    import django

    django.setup()
    prepare()
    if not args.quiet:
        announce(base_url)
    return _serve(args.host, args.port)


def require_free(host: str, port: int) -> None:
    """This will make sure that nobody listens on the port yet. Raises Refusal.

    The server itself would share the port with an instance that runs already, and half of the
    visitors would see the other one's data.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise Refusal(
                    f"{host}:{port} で待ち受けできません（{error.strerror}）。"
                    "--host と --port を確かめてください。",
                    f"Cannot listen on {host}:{port} ({error.strerror}). Check --host and --port.",
                ) from error
            raise Refusal(
                f"ポート {port} は使われています。すでに起動していないか確かめるか、"
                f"--port {port + 1} のように別の番号を指定してください。",
                f"Port {port} is in use. Check whether the product is running already, "
                f"or name another one, such as --port {port + 1}.",
            ) from error


def require_key() -> None:
    """This will refuse to begin a new key beside a database sealed with another. Raises Refusal."""
    if database_file(read_env()).exists():
        existing_instance()


def prepare() -> None:
    """This will bring the database and the static files up to date."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def announce(base_url: str) -> None:
    """This will print where the product is, with the one-time link while it is not set up."""
    from nezuku.workspace.setup.links import setup_link

    link = setup_link(base_url)
    print(f"\n  Nezuku (根づく)  {base_url}\n", flush=True)
    if link:
        print("  はじめての設定 / first set-up:", flush=True)
        print(f"\n    {link}\n", flush=True)
    print("  停止 / stop: Ctrl+C\n", flush=True)


def _shown(host: str) -> str:
    return "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104  (only compared)


def _serve(host: str, port: int) -> int:
    """This will run the server: one process serves, this one starts it again should it die."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    class Supervisor(Server):  # type: ignore[misc, valid-type]  # the library picks the class at import
        """Tells the worker to settle what runs before it is asked to stop."""

        def shutdown(self, exit_code: int = 0) -> None:
            for worker in self.wrks:
                if worker.is_alive():
                    os.kill(worker.inner.pid, signal.SIGUSR1)
            super().shutdown(exit_code)

    Supervisor(
        "nezuku.config.asgi:application",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=1,
        backlog=2048,
        backpressure=2048,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=SHUTDOWN_SECONDS,
    ).serve()
    return 0
