"""Two contracts on two clocks, for functions registered from Python."""

from __future__ import annotations

LONDON = """\
contract: k-1
relationship: c-1
practitioner: p-1
timezone: Europe/London
agreed: 2026-01-12
consent: [practitioner, client]
administrative: {hours: 24/7}
"""
NEW_YORK = LONDON.replace("k-1", "k-2").replace("c-1", "c-2").replace("Europe/London", "America/New_York")
