"""What answers to each address: getting in, the page's files, and the JSON interface."""
