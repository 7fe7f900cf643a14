"""Why terms and agreements are refused. All are ours to settle before a line opens."""

from openline.core.errors import LocalError


class TermsRefused(LocalError):
    """The terms contradict themselves or ask for what this version does not know."""

    code = "terms-refused"
    default_advice = "Correct the draft, make it again and sign the new one."


class TextAltered(LocalError):
    """A text is not the one whose digest stands in the terms, or it is missing."""

    code = "text-altered"
    default_advice = (
        "Do not sign. Ask for the file again, by hand, and compare its check words."
    )


class Unsigned(LocalError):
    """A party has not signed yet."""

    code = "agreement-unsigned"
    default_advice = "Have each party sign the same file, then check it again."


class WrongCard(LocalError):
    """Keys or stations are not those of the party that the terms name."""

    code = "wrong-card"
    default_advice = (
        "Compare the card's check words with its owner, then draft again from the right card."
    )


class WrongAgreement(LocalError):
    """Two files belong to different agreements or versions."""

    code = "wrong-agreement"
    default_advice = "Compare the check words of both files and use those that match."


class AgreementExpired(LocalError):
    """The agreement is not in its time."""

    code = "agreement-expired"
    default_advice = "Check this machine's clock. If it is right, sign an amendment."
