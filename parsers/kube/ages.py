"""Ages as tables of `oc get` print them: `8d`, `5h31m`, `2y45d` (apimachinery's HumanDuration)."""

from __future__ import annotations

import re
from datetime import timedelta

AGE = re.compile(r"(?:(\d+)y)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")


def age(said: str | None) -> timedelta | None:
    """Return the least time that an age stands for; None for `<unknown>` and the like."""
    match = AGE.fullmatch(said or "")
    if match is None or not any(match.groups()):
        return None
    years, days, hours, minutes, seconds = (int(each or 0) for each in match.groups())
    try:
        return timedelta(days=365 * years + days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        return None
