"""What the worst servers and pages do, and that nothing comes of it."""
