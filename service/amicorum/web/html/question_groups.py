"""Group the questions by what they ask about, in the order in which people look for them."""

from __future__ import annotations

from collections.abc import Sequence

from amicorum.features.questions import Question
from amicorum.web.html.i18n import Language


def group_questions(questions: Sequence[Question], language: Language) -> list[tuple[str, list[Question]]]:
    """Groups of questions under a title in this language. A question that has no theme yet comes last."""
    gettext = language.gettext
    themes = {
        gettext("Partners"): (1, 8, 25, 33, 36, 38),
        gettext("Agreements and signatures"): (2, 3, 4, 7, 9, 10, 11, 22, 26, 27, 28),
        gettext("Areas, plans and events"): (5, 6, 23, 24, 39),
        gettext("Cities"): (12, 13, 14, 15, 16, 17, 18, 34, 37),
        gettext("Institutions"): (21, 29, 30),
        gettext("Sources and their differences"): (19, 20, 31, 32, 35),
    }
    placed = {number for numbers in themes.values() for number in numbers}
    groups = [(title, [each for each in questions if each.number in numbers]) for title, numbers in themes.items()]
    groups.append((gettext("Others"), [each for each in questions if each.number not in placed]))
    return [(title, group) for title, group in groups if group]
