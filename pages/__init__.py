"""The pages: one file answers one question, one folder is one section of the menu."""
