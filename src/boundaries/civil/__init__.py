"""Civil time: zones, opening hours, holidays, durations. The one place where a local clock is read."""
