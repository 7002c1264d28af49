"""How long a session, a token or a link lives, and how often a sign-in may fail."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SESSION_IDLE = timedelta(hours=12)
"""A working day at one desk. What is typed and not saved is kept by the browser meanwhile."""
SESSION_LONGEST = timedelta(days=30)
SEEN_AGAIN_AFTER = timedelta(minutes=1)
"""That somebody is still there is noted no more often than this."""
API_TOKEN_LASTS = timedelta(days=90)
MAX_TOKEN_NAME = 100


class LinkPurpose(StrEnum):
    WELCOME = "welcome"
    NEW_PASSWORD = "new_password"


LINK_LASTS = {
    LinkPurpose.WELCOME: timedelta(days=14),
    LinkPurpose.NEW_PASSWORD: timedelta(hours=1),
}


@dataclass(frozen=True, slots=True)
class Limit:
    """No more than ``tries`` within the time ``within``."""

    tries: int
    within: timedelta

    def seconds_to_wait(self, tried_at: Iterable[datetime], now: datetime) -> int:
        """How long until one more is within the limit; 0 where it is now."""
        recent = sorted(at for at in tried_at if at > now - self.within)
        if len(recent) < self.tries:
            return 0
        free_again = recent[len(recent) - self.tries] + self.within
        return max(int((free_again - now).total_seconds()) + 1, 1)


WRONG_PASSWORDS_OF_ACCOUNT = Limit(10, timedelta(minutes=15))
WRONG_PASSWORDS_FROM_ADDRESS = Limit(50, timedelta(minutes=15))
"""A whole office may stand behind one address."""
LINKS_OF_ACCOUNT = Limit(3, timedelta(hours=1))
LINKS_FROM_ADDRESS = Limit(20, timedelta(hours=1))
