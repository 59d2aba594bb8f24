"""Real servers for tests: each its own, on a free port, ended with the test."""

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

CI = bool(os.environ.get("CI"))


def needed(program: str, *places: str) -> str:
    """The program's path; where it is missing the test is skipped, but never in CI."""
    found = shutil.which(program) or next(
        (str(path) for place in places for path in sorted(Path("/").glob(place))), ""
    )
    if not found:
        if CI:
            pytest.fail(f"{program} is not installed")
        pytest.skip(f"{program} is not installed")
    return found


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@contextmanager
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL server of its own, without anything in it."""
    binaries = Path(needed("initdb", "usr/lib/postgresql/*/bin/initdb")).resolve().parent
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    user: Sequence[str] = ()
    if os.geteuid() == 0:  # it refuses to be run by root; its package brings a user of its own
        shutil.chown(folder, "postgres")
        user = ("runuser", "-u", "postgres", "--")
    port, data = free_port(), folder / "data"

    def call(*command: object) -> None:
        subprocess.run(
            [*user, *map(str, command)],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            timeout=120,
        )

    call(binaries / "initdb", "-D", data, "-U", "register", "-A", "trust", "-E", "UTF8", "-N")
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c fsync=off -k {folder}"
    call(binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
    try:
        yield f"postgresql://register@127.0.0.1:{port}/postgres"
    finally:
        call(binaries / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def sftp(folder: Path) -> Iterator[tuple[str, Path]]:
    """The address of an OpenSSH server of its own, and the private key that it lets in."""
    server, keygen = needed("sshd", "usr/sbin/sshd"), needed("ssh-keygen")
    folder.chmod(0o700)
    for name in ("host", "key"):
        subprocess.run([keygen, "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # where it locks itself in
    port = free_port()
    lines = [
        f"Port {port}",
        "ListenAddress 127.0.0.1",
        f"HostKey {folder / 'host'}",
        f"AuthorizedKeysFile {folder / 'key.pub'}",
        f"PidFile {folder / 'pid'}",
        "UsePAM no",
        "StrictModes no",
        "PasswordAuthentication no",
        "Subsystem sftp internal-sftp",
    ]
    (folder / "config").write_text("\n".join(lines) + "\n", encoding="utf-8")
    process = subprocess.Popen(
        [server, "-D", "-e", "-f", folder / "config"], stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stderr
        for line in process.stderr:  # says so when it is ready
            if "listening" in line:
                break
        yield f"sftp://{getpass.getuser()}@127.0.0.1:{port}", folder / "key"
    finally:
        process.kill()
        process.communicate()
