"""Who is right: truth in forty digits, bounds, and the comparison with torch."""
