"""What the server runs for every visitor."""

from ui import nav

nav.show()
