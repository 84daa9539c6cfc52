"""What one changeset says an officer did; the numbers are in signed data for ever."""

from enum import IntEnum


class Command(IntEnum):
    """What the officer did; one changeset carries one command."""

    BEGIN_INCARNATION = 1
    SET_UP_OFFICE = 2
    REGISTER_CLERK = 3
    RECEIVE_DOSSIER = 4
    RECORD_PRINT = 5
    HAND_OVER = 6
    REQUEST_SUPPLEMENT = 7
    TAKE_IN_SUPPLEMENT = 8
    TRANSFER_UP = 9
    TAKE_BACK = 10
    FINISH = 11
    RETURN_RESULT = 12
    CORRECT_APPLICANT = 13
    EDIT_DOSSIER = 14
    ATTACH = 15
    IMPORT = 16
    SETTLE_CHOICE = 17
    DECIDE_ACT = 18
    OPEN_BOOK = 19
    OFFER_BOOK = 20
    ACCEPT_BOOK = 21
    DECLINE_BOOK = 22
    TAKE_OVER_BOOK = 23
    CLOSE_BOOK = 24
    ENTER_IN_BOOK = 25
    VOID_ENTRY = 26
    GIVE_ALIAS = 27
    RETURN_NUMBERS = 28
    GUIDE = 29
    REFUSE = 30
    UNDO_RECEPTION = 31
    ACCEPT_HANDED_OVER = 32
    EXTEND = 33
    STOP = 34
    WITHDRAW = 35
    NOTE_NOT_COLLECTED = 36
    ASK_EXTRA_PAPER = 37
    CERTIFY = 38
    TAKE_PAYMENT = 39
    VOID_PAYMENT = 40
    CLOSE_CASH = 41
    CLOSE_DAY = 42
    SIGN_DAY = 43
    JOIN_APPLICANTS = 44
    PART_APPLICANTS = 45
    DELEGATE = 46
    END_DELEGATION = 47
    SAVE_FORM_TEXT = 48


def schema_of(command: int) -> int:
    """The earliest registry that knows a command and what it writes: older desks read on past all others."""
    if command <= Command.SETTLE_CHOICE:
        return 1
    return 2 if command <= Command.RETURN_NUMBERS else 3
