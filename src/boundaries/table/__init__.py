"""Interaction logs as Arrow tables: checked, compared, sorted, written."""
