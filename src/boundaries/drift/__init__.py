"""Drift: whether a weekly indicator has moved beyond every innocent explanation, with a stated rate of false alarms."""

from boundaries.drift.bulk import evidence, share_evidence
from boundaries.drift.caseload import e_bh, fdr_value
from boundaries.drift.onset import Change, explain, share_explain
from boundaries.drift.promise import THRESHOLD, promise
from boundaries.drift.rank import rank_evidence
from boundaries.drift.watch import Watch

__all__ = [
    "THRESHOLD",
    "Change",
    "Watch",
    "e_bh",
    "evidence",
    "explain",
    "fdr_value",
    "promise",
    "rank_evidence",
    "share_evidence",
    "share_explain",
]
