"""The lanes of the suite: what is drawn and compared."""
