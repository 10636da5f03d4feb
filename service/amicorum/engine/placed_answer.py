"""What the answers of all engines have in common: form, format, and a slot that is given back once."""

from __future__ import annotations

from amicorum.engine.admission import Admission, Slot
from amicorum.engine.port import Form
from amicorum.rdf.formats import Format


class PlacedAnswer:
    """An answer whose query holds a slot of the engine for as long as it runs."""

    def __init__(self, admission: Admission, slot: Slot, form: Form, answer_format: Format) -> None:
        self._admission, self._slot = admission, slot
        self._form, self._format = form, answer_format

    @property
    def form(self) -> Form:
        """The form of the query."""
        return self._form

    @property
    def format(self) -> Format:
        """The format in which the answer comes."""
        return self._format

    def _leave(self, *, failed: bool) -> None:
        """Give the slot back. Safe to call twice."""
        self._slot.on_preempted = None
        self._admission.leave(self._slot, failed=failed)
