"""Every screen and state of the window in every combination of size, theme, language and scale, as pictures to look at."""
