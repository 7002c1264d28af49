"""Every setting and its reason: from the environment (``GATEPOST_…``) or a ``.env`` file."""

from ipaddress import ip_network
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
"""The checkout: templates, standards and migrations are beside ``app``."""


class Settings(BaseSettings):
    """What an installation may set. An empty variable counts as not set."""

    model_config = SettingsConfigDict(
        env_prefix="GATEPOST_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    data: Path = Field(
        default=Path("var"),
        validate_default=True,
        description="Folder of everything that is kept, unless the two below say otherwise.",
    )
    database_url: str = Field(
        default="",
        validate_default=True,
        repr=False,
        description="SQLAlchemy address of the database; SQLite in the data folder by default.",
    )
    public_url: str = Field(
        default="http://127.0.0.1:8000",
        validate_default=True,
        description="Where people reach Gatepost. Links are made from this, never from a request.",
    )
    storage_url: str = Field(
        default="",
        validate_default=True,
        repr=False,
        description="Where files of evidence are kept; a folder of the data folder by default.",
    )
    max_upload_mb: int = Field(
        default=200, ge=1, le=10_000, description="The largest file that may be added, in MB."
    )
    smtp_url: str = Field(
        default="",
        repr=False,
        description="Mail server, like smtps://user:password@host?from=gatepost@example.org; "
        "without one, administrators pass links on themselves.",
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Addresses of reverse proxies, comma-separated: only their word is taken "
        "for the address of a client, by which sign-in is throttled.",
    )

    components: bool = Field(
        default=False,
        description="Whether /components shows every component in each state: for whoever works "
        "on how pages look, and in the demonstration.",
    )

    @field_validator("data")
    @classmethod
    def _data_is_absolute(cls, data: Path) -> Path:
        return data.expanduser().absolute()

    @field_validator("database_url")
    @classmethod
    def _database_in_the_data_folder(cls, url: str, info: ValidationInfo) -> str:
        return url or f"sqlite:///{info.data['data'] / 'gatepost.db'}"

    @field_validator("storage_url")
    @classmethod
    def _files_in_the_data_folder(cls, url: str, info: ValidationInfo) -> str:
        return url or (info.data["data"] / "files").as_uri()

    @field_validator("public_url")
    @classmethod
    def _public_url_is_an_origin(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise ValueError("it must be like https://gatepost.example.org")
        if parts.path.strip("/") or parts.query or parts.fragment or parts.username:
            raise ValueError("it must be a scheme and a host alone, without a path")
        return f"{parts.scheme}://{parts.netloc.lower()}"

    @field_validator("smtp_url")
    @classmethod
    def _smtp_url_names_a_server(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and (parts.scheme not in ("smtp", "smtps") or not parts.hostname):
            raise ValueError("it must be like smtp://user:password@mail.example.org:587")
        return url

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _proxies_are_addresses(cls, proxies: str | tuple[str, ...]) -> tuple[str, ...]:
        listed = proxies.split(",") if isinstance(proxies, str) else proxies
        return tuple(str(ip_network(proxy.strip())) for proxy in listed if proxy.strip())

    @property
    def secure(self) -> bool:
        """Whether people reach Gatepost by https."""
        return self.public_url.startswith("https:")

    @property
    def signs_as(self) -> str:
        """The name under which checkpoints of the record are signed: where people reach it."""
        return urlsplit(self.public_url).hostname or "gatepost"

    @property
    def max_upload_bytes(self) -> int:
        return self.max_upload_mb * 1_000_000


def load_settings() -> Settings:
    """The settings in force. Raises pydantic's ValidationError, which names each bad variable."""
    return Settings()
