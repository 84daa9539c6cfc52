"""What goes over the wire, shared with the server."""
