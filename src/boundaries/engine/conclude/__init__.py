"""Conclusions: what follows from findings, amendments, exceptions and interactions together."""
