"""The contract: a YAML or JSON file, read with its places, checked, and laid out over time as plain values."""
