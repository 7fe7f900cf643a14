"""The pages before the console: getting in, and why one does not."""
