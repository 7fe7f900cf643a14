"""Keys, signatures, sealing and check words. Every primitive comes from a library."""
