"""Many articles at once: workers on one machine, and actors on a cluster."""
