"""Files people write by hand, YAML or JSON, as text with places: every value knows its line and column."""
