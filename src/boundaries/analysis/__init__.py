"""Questions about contracts, rules and scenarios themselves: what is wrong with them, before any log."""
