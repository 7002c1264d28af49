"""An object store with a bucket, for the tests of what lies in one."""

import os
import socket
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder behind a real object store with a bucket "evidence", reached by ``AWS_…``."""
    folder = tmp_path_factory.mktemp("objects")
    (folder / "evidence").mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    endpoint = f"http://127.0.0.1:{port}"
    rclone = Path(sysconfig.get_path("scripts")) / "rclone"
    server = subprocess.Popen(
        [
            *(rclone, "serve", "s3", folder, "--addr", f"127.0.0.1:{port}"),
            *("--auth-key", "key,secret-key", "--config", folder / "rclone.conf"),
        ],
        stderr=subprocess.DEVNULL,
    )
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        patch.setenv("AWS_ENDPOINT_URL", endpoint)
        patch.setenv("AWS_ACCESS_KEY_ID", "key")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "secret-key")
        patch.setenv("AWS_REGION", "eu-west-2")
        try:
            wait_for(endpoint)
            yield folder / "evidence"
        finally:
            server.terminate()
            server.wait()


def wait_for(endpoint: str) -> None:
    for _ in range(100):
        try:
            with urlopen(endpoint, timeout=1):  # noqa: S310
                return
        except URLError as error:
            if not isinstance(error.reason, OSError):
                return
        time.sleep(0.1)
    raise TimeoutError(endpoint)
