"""Agreed therapy contracts as declarative rules over interaction metadata.

    import boundaries as bd

    contract = bd.load("contract.yaml")
    log = bd.read("chat.txt", me="Dr M", relationship="c-207")
    for finding in bd.check(log, bd.compile(contract)):
        print(finding.says)

Importing the package is cheap: every name is loaded on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from boundaries.analysis.lint import lint
    from boundaries.api import Caseload, Result, check, compile, load, load_all, read
    from boundaries.contract.model import Contract
    from boundaries.core.errors import BoundariesError, ContractError, LogError, PolicyError, StoreError, UsageError
    from boundaries.core.finding import Finding
    from boundaries.core.interaction import Interaction
    from boundaries.monitor.changes import Changes
    from boundaries.monitor.monitor import Monitor
    from boundaries.plugins.conditions import condition
    from boundaries.plugins.indicators import indicator
    from boundaries.policy.policy import Policy
    from boundaries.report.caseload import CaseloadDrift
    from boundaries.report.view import View
    from boundaries.table.log import Log

__version__ = "0.1.0"

_HOME = {
    "BoundariesError": "core.errors",
    "Caseload": "api",
    "CaseloadDrift": "report.caseload",
    "Changes": "monitor.changes",
    "Contract": "contract.model",
    "ContractError": "core.errors",
    "Finding": "core.finding",
    "Interaction": "core.interaction",
    "Log": "table.log",
    "LogError": "core.errors",
    "Monitor": "monitor.monitor",
    "Policy": "policy.policy",
    "PolicyError": "core.errors",
    "Result": "api",
    "StoreError": "core.errors",
    "UsageError": "core.errors",
    "View": "report.view",
    "check": "api",
    "compile": "api",
    "condition": "plugins.conditions",
    "indicator": "plugins.indicators",
    "lint": "analysis.lint",
    "load": "api",
    "load_all": "api",
    "read": "api",
}

_MODULES = ("drift", "testing")  # public by themselves, loaded on first use like the rest

__all__ = [
    "BoundariesError",
    "Caseload",
    "CaseloadDrift",
    "Changes",
    "Contract",
    "ContractError",
    "Finding",
    "Interaction",
    "Log",
    "LogError",
    "Monitor",
    "Policy",
    "PolicyError",
    "Result",
    "StoreError",
    "UsageError",
    "View",
    "__version__",
    "check",
    "compile",
    "condition",
    "indicator",
    "lint",
    "load",
    "load_all",
    "read",
]


def __getattr__(name: str) -> object:
    if name in _MODULES:
        return import_module(f"boundaries.{name}")
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module `boundaries` has no attribute `{name}`")
    value = getattr(import_module(f"boundaries.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
