"""What Openline costs, measured against a floor from the same run: `make bench`."""
