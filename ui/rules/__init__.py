"""The parts of the page "Rules of thumb"."""
