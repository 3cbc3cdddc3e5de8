"""What is registered from Python by name: conditions and indicators."""
