"""torch's manners: its functions and methods, their argument forms, its refusals, and how it prints."""
