"""Rules compiled from Services and EndpointSlices, and the packets that walk them."""
