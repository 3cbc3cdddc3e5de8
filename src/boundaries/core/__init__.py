"""Values every room shares: interactions, findings, places and errors. Standard library only."""
