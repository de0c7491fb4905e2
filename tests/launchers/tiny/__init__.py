"""Two code locations as small as can be, one for each launcher."""
