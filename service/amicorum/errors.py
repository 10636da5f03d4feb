"""The one tree of errors that Amicorum raises on purpose.

AmicorumError
├── SettingsError        a setting is missing or makes no sense
├── SourceError          what a person wrote cannot be read (file, line and column known)
│   └── SourceErrors     all that is wrong in what was read
├── ValidationFailed     the data break a rule; carries the report
├── ReleaseError         a release cannot be built, opened or trusted
├── NotKnown             an address names nothing; carries the nearest that name something (404)
└── QueryError           a question cannot be answered
    ├── BadQuery         its syntax or what it asks for is wrong (400)
    ├── Refused          it asks for what the settings do not allow (403)
    │   └── UpdateRefused    it would write
    ├── TooLarge         query or body above a limit (413)
    ├── WrongMediaType   its body is of a type that the address does not read (415)
    ├── SlowBody         its body does not arrive in time (408)
    ├── NoFormat         no format that was asked for can carry the answer (406)
    ├── LimitReached     time, memory or size of the answer (names the limit)
    ├── Busy             no place free for it now (429 or 503, retry later)
    └── EngineFailed     the engine broke, lied or could not be reached (502, 504)
"""

from __future__ import annotations

from collections.abc import Iterable


class AmicorumError(Exception):
    """Anything that goes wrong in a way a person can be told about in a sentence."""


class SettingsError(AmicorumError):
    """A setting is missing or makes no sense."""


class SourceError(AmicorumError):
    """What a person wrote cannot be read.

    `file` is the path as it was given, `line` and `column` count from 1 and are 0 where not known.
    """

    def __init__(self, message: str, *, file: str = "", line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.message, self.file, self.line, self.column = message, file, line, column

    def __str__(self) -> str:
        place = ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])
        return f"{place}: {self.message}" if self.file else self.message

    @property
    def each(self) -> tuple[SourceError, ...]:
        """The errors one by one: this one, or those it stands for."""
        return (self,)


class SourceErrors(SourceError):
    """All that is wrong in what was read; the file, line and column are the first one's."""

    def __init__(self, errors: Iterable[SourceError]) -> None:
        self._each = tuple(single for error in errors for single in error.each)
        first = self._each[0]
        super().__init__(first.message, file=first.file, line=first.line, column=first.column)

    def __str__(self) -> str:
        return "\n".join(str(error) for error in self._each)

    @property
    def each(self) -> tuple[SourceError, ...]:
        return self._each


class ValidationFailed(AmicorumError):
    """The data break at least one rule of severity Violation."""


class ReleaseError(AmicorumError):
    """A release cannot be built, opened or trusted."""


class NotKnown(AmicorumError):
    """An address names nothing; `nearest` are the addresses most like it that name something, the likest first."""

    def __init__(self, address: str, nearest: Iterable[str] = ()) -> None:
        super().__init__(f"nothing is known here about {address}")
        self.nearest = list(nearest)


class QueryError(AmicorumError):
    """A question cannot be answered."""


class BadQuery(QueryError):
    """The query's syntax, or what it asks for, is wrong; `line` and `column` count from 1 and are 0 where not known."""

    def __init__(self, message: str, *, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.line, self.column = line, column


class Refused(QueryError):
    """The query asks for something that the settings do not allow."""


class UpdateRefused(Refused):
    """A SPARQL Update through the public service, which is read-only."""


class WrongMediaType(QueryError):
    """A body of a media type that the address does not read."""


class SlowBody(QueryError):
    """A request body that does not arrive in time."""


class TooLarge(QueryError):
    """The query or the body is above a limit; `limit` is the name of its setting."""

    def __init__(self, message: str, *, limit: str = "") -> None:
        super().__init__(message)
        self.limit = limit


class NoFormat(QueryError):
    """None of the formats asked for can carry this kind of answer."""


class LimitReached(QueryError):
    """A limit was reached while answering; `limit` is the name of its setting."""

    def __init__(self, message: str, *, limit: str) -> None:
        super().__init__(message)
        self.limit = limit


class Busy(QueryError):
    """No place free now; try again after `retry_after` seconds. `client` where the client's own budget is used up."""

    def __init__(self, message: str, *, retry_after: int = 1, client: bool = False) -> None:
        super().__init__(message)
        self.retry_after, self.client = retry_after, client


class EngineFailed(QueryError):
    """The engine broke, lied or could not be reached; `timeout` where it was only too slow."""

    def __init__(self, message: str, *, timeout: bool = False) -> None:
        super().__init__(message)
        self.timeout = timeout
