"""Exports people really have, read into interactions: what was said is dropped at the door, one file a format."""
