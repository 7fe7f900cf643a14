"""Steps on an agreement file: sign it, join two signed copies, give notices."""

from openline.ceremony.party import PartyFolder
from openline.core.agreement.checks import verify_not_over
from openline.core.agreement.document import (
    Agreement,
    PartySignature,
    merge,
    parse_agreement,
    parse_draft,
    party_number,
    sign_terms,
    terms_message,
)
from openline.core.agreement.governance import (
    Closing,
    Notice,
    Resumption,
    Revocation,
    Suspension,
    encode_notice,
    kind_of,
    notice_message,
)
from openline.core.agreement.refusals import WrongCard
from openline.core.codec import encode
from openline.core.crypto.keys import StationId
from openline.core.errors import BadInput, NotAllowed


def sign(folder: PartyFolder, data: bytes, passphrase: str, now_s: int) -> bytes:
    """Add a party's signature to an agreement file and return the file.

    Args:
        folder: The party's.
        data: The file, with or without signatures of others.
        passphrase: Of the root key.
        now_s: Seconds since 1970.

    Raises:
        WrongCard: The party is not in it, or with other root keys.
        AgreementExpired: Its time is over.
        NotAllowed: The party has signed it already.
        As `parse_draft` and `PartyFolder.sign`.
    """
    agreement = parse_draft(data)
    number = _verify_own(folder, agreement)
    verify_not_over(agreement.terms, now_s)
    if number not in agreement.unsigned:
        raise NotAllowed(
            "This party has signed this version already.",
            advice="Pass the file on to the party whose signature is missing.",
        )
    message = terms_message(agreement.file.versions[-1].terms)
    signature = folder.sign(message, passphrase)
    statement = folder.statement().number
    return encode(sign_terms(agreement, [PartySignature(number, statement, signature)]))


def _verify_own(folder: PartyFolder, agreement: Agreement) -> int:
    number = party_number(agreement, folder.party())
    if agreement.roots[number][-1] != folder.statement():
        raise WrongCard(
            "The agreement was drafted from another card of this party.",
            advice="Send the newest card and have the agreement drafted again.",
        )
    return number


def join(first: bytes, *others: bytes) -> bytes:
    """Return one agreement file with the signatures of several copies of it.

    Raises:
        WrongAgreement: They are not copies of one version.
        As `parse_draft`.
    """
    agreement = parse_draft(first)
    for other in others:
        agreement = parse_draft(encode(merge(agreement, parse_draft(other))))
    return agreement.encode()


def terminate(
    folder: PartyFolder, data: bytes, passphrase: str, *, reason: str, now_s: int, ends_s: int
) -> bytes:
    """Return a party's signed notice that a line ends.

    Args:
        folder: The party's.
        data: The agreement, signed by all.
        passphrase: Of the root key.
        reason: A code, as in "replaced".
        now_s: Seconds since 1970.
        ends_s: When the line ends; the agreed notice lies between.

    Raises:
        BadInput: The notice would be shorter than agreed.
        As `parse_agreement` and `PartyFolder.sign`.
    """
    agreement = parse_agreement(data)
    number = _verify_own(folder, agreement)
    if ends_s < now_s + agreement.terms.notice_s:
        days = agreement.terms.notice_s // 86_400
        raise BadInput(
            f"The terms ask for {days} days of notice.", advice="Give a later day of the end."
        )
    closing = Closing(agreement.line, agreement.terms_hash, reason, now_s, ends_s)
    return _signed(folder, number, closing, passphrase)


def revoke(
    folder: PartyFolder, data: bytes, passphrase: str, *, station: StationId, now_s: int
) -> bytes:
    """Return a party's signed notice that the key of one of its stations counts no more.

    What another party had seen by its own note of it stays attributed; the rest is void.

    Raises:
        BadInput: The station is not one of this party's.
        As `parse_agreement` and `PartyFolder.sign`.
    """
    agreement = parse_agreement(data)
    number = _verify_own(folder, agreement)
    if agreement.terms.station_party(station) != number:
        raise BadInput(
            "The agreement gives this party no such station.",
            advice="See the stations: openline card show CARD",
        )
    return _signed(folder, number, Revocation(agreement.line, station, (), now_s), passphrase)


def suspend(
    folder: PartyFolder, data: bytes, passphrase: str, *, reason: str, now_s: int
) -> bytes:
    """Return a party's signed notice that it neither rings nor answers until it resumes.

    Raises:
        As `parse_agreement` and `PartyFolder.sign`.
    """
    agreement = parse_agreement(data)
    number = _verify_own(folder, agreement)
    return _signed(folder, number, Suspension(agreement.line, reason, now_s), passphrase)


def go_on(
    folder: PartyFolder, data: bytes, passphrase: str, *, incarnation: int, now_s: int
) -> bytes:
    """Return a party's signed notice that it goes on, in the record with this number.

    Raises:
        As `parse_agreement` and `PartyFolder.sign`.
    """
    agreement = parse_agreement(data)
    number = _verify_own(folder, agreement)
    resumption = Resumption(agreement.line, incarnation, now_s)
    return _signed(folder, number, resumption, passphrase)


def _signed(folder: PartyFolder, number: int, notice: Notice, passphrase: str) -> bytes:
    message = notice_message(kind_of(notice), encode(notice))
    signature = folder.sign(message, passphrase)
    return encode_notice(notice, number, folder.statement().number, (signature,))
