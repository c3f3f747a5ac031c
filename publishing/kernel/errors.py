"""What can go wrong in a use case: one small exception a cause, with the values its sentence needs."""

from typing import ClassVar


class DomainError(Exception):
    """A refusal with a cause. `code` chooses the sentence; `values` fill it in; `status` is its HTTP kin."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400

    def __init__(self, **values: object) -> None:
        super().__init__(f"{self.code}: {values}" if values else self.code)
        self.values = values


class BadSetting(DomainError):
    """An environment variable has a value that is not allowed (values: variable, value, allowed)."""

    code = "bad_setting"


class NotFound(DomainError):
    """No such thing, or not for this person (values: what)."""

    code = "not_found"
    status = 404


class Forbidden(DomainError):
    """This person may not do that (values: permission, reason)."""

    code = "forbidden"
    status = 403


class SamePerson(Forbidden):
    """The step needs another person than the one who did an earlier step (values: action, earlier)."""

    code = "same_person"


class OutsideJurisdiction(Forbidden):
    """The place is not in the subtree of this person's office (values: action)."""

    code = "outside_jurisdiction"


class StaleForm(DomainError):
    """Somebody else changed it in the meantime (values: what)."""

    code = "stale_form"
    status = 409


class WrongState(DomainError):
    """The step does not start from the present state (values: action, state, workflow)."""

    code = "wrong_state"
    status = 409


class MissingFacts(DomainError):
    """The step needs facts that were not given (values: action, facts)."""

    code = "missing_facts"
    status = 422


class Invalid(DomainError):
    """A value cannot be accepted (values: field, reason and what the sentence needs)."""

    code = "invalid"
    status = 422
