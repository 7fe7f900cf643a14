from openline.core import errors
from openline.core.errors import BadInput, Malformed, OpenlineError


def _all(kind: type[OpenlineError]) -> list[type[OpenlineError]]:
    return [kind] + [deeper for child in kind.__subclasses__() for deeper in _all(child)]


def test_every_error_has_a_code_of_its_own_and_advice() -> None:
    kinds = [kind for kind in _all(OpenlineError) if kind.__module__ == errors.__name__]
    codes = [kind.code for kind in kinds]
    assert len(set(codes)) == len(codes)
    for kind in kinds:
        assert kind.code == kind.code.lower().replace("_", "-")
        assert kind("What was wrong.").advice.endswith(".")


def test_an_error_tells_what_advice_and_facts() -> None:
    error = Malformed("The bytes are wrong.", size=3)
    assert (str(error), error.what) == ("The bytes are wrong.", "The bytes are wrong.")
    assert error.facts == {"size": 3}
    assert error.advice == Malformed.default_advice
    assert BadInput("x", advice="Do y.").advice == "Do y."
