"""What a run leaves behind: tallies, replays, the page."""
