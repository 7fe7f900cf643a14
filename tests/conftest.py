"""For all tests: how generated examples are run."""

from hypothesis import settings

# How long an example takes says more about what else the machine does than about our code.
settings.register_profile("openline", deadline=None)
settings.load_profile("openline")
