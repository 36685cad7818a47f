"""What the page "Follow a customer" asks for, says and shows."""
