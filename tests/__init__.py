"""The tests, in rooms named as the package's; `helpers` is what several share, `golden` what torch answered."""
