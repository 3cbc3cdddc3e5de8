"""The same policy, interaction by interaction, with a store that loses nothing."""
