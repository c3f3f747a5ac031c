"""举报线索 as a list: what the address asks for, and a page of it."""

from dataclasses import dataclass
from datetime import date

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from intake.desk.tips_words import categories_words, place_words
from intake.desk.work_clocks import left
from intake.tips.finding import LONGEST_QUERY, NOBODY, Wanted, find_tips, responsible_people
from intake.tips.orders import order_numbers
from intake.tips.quarantine import count_apart
from intake.tips.rules import CATEGORIES
from intake.tips.values import TipValue
from intake.workflows import TIP, TIP_OPEN
from publishing.divisions.queries import get_division, list_children, path_divisions
from publishing.divisions.rules import Level, short_name
from publishing.kernel.days import parse_day
from publishing.kernel.errors import NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission, Role
from publishing.kernel.web import current_actor, read, requires, today

PER_PAGE = 30
GROUPS = {"open": _l("没有办结的"), "overdue": _l("超期的"), "done": _l("已经办结的")}
_FILTERS = ("state", "category", "q", "place", "person", "since", "until")
_LONGEST = 60
Choice = tuple[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What the address asks for, as it was typed; what it does not know is as good as left out.

    `wrong` are the names of fields that could not be read, each with its sentence."""

    state: str
    category: str
    words: str
    place: str
    person: str
    since: str
    until: str
    wrong: tuple[Choice, ...]
    wanted: Wanted

    @property
    def narrowed(self) -> bool:
        """Whether anything is asked for."""
        return any((self.state, self.category, self.words, self.place, self.person, self.since, self.until))

    @property
    def more(self) -> bool:
        """Whether one of the filters is in use that are folded away."""
        return any((self.place, self.person, self.since, self.until))


@requires(Permission.TIP_READ)
def index() -> ResponseReturnValue:
    """What this person may see, the newest first; `?q=&state=&category=&place=&person=&since=&until=&page=`
    narrow it."""
    return tips_page()


def tips_page(*, nothing_chosen: bool = False) -> ResponseReturnValue:
    """The list by the address of this request; `nothing_chosen`: a step for several was asked for none."""
    actor = current_actor()
    page = max(request.args.get("page", 1, type=int) or 1, 1)
    with read() as session:
        people = responsible_people(session, actor=actor) if actor.role is not Role.SUPERVISOR else {}
        asked = _asked(session, actor, people)
        found, total = find_tips(
            session, asked.wanted, actor=actor, offset=(page - 1) * PER_PAGE, limit=PER_PAGE
        )
        orders = order_numbers(session, [tip.id for tip in found])
        apart = count_apart(session, actor=actor).total
        places = _places(session, actor, asked.place)
    pages = max(-(-total // PER_PAGE), 1)
    if page > pages:
        abort(404)
    body = render_template(
        "intake/tips.html",
        rows=[
            (tip, categories_words(tip.categories), place_words(tip), _next_day(tip), orders.get(tip.id, ()))
            for tip in found
        ],
        total=total,
        apart=apart if actor.may(Permission.TIP_DECLINE) else 0,
        page=page,
        pages=pages,
        asked=asked,
        states=[(code, str(text)) for code, text in GROUPS.items()],
        all_states=TIP.states(),
        categories=CATEGORIES,
        places=places,
        people=[(str(person), name) for person, name in people.items()],
        longest=LONGEST_QUERY,
        may_assign=actor.may(Permission.TIP_ASSIGN),
        nothing_chosen=nothing_chosen,
        kept={name: request.args[name] for name in (*_FILTERS, "page") if request.args.get(name)},
    )
    return body, 422 if asked.wrong or nothing_chosen else 200


def _next_day(tip: TipValue) -> object:
    return left(tip.deadlines[0].due, today()) if tip.deadlines else None


def _asked(session: Session, actor: Actor, people: dict[int, str]) -> Asked:
    typed = {name: " ".join(request.args.get(name, "").replace("\0", "").split()) for name in _FILTERS}
    state = typed["state"] if typed["state"] in (*GROUPS, *TIP.states()) else ""
    category = typed["category"] if typed["category"] in CATEGORIES else ""
    words = typed["q"][:LONGEST_QUERY]
    path = _path(session, actor, typed["place"])
    person = _person(typed["person"], people)
    days, wrong = _days(typed)
    return Asked(
        state=state,
        category=category,
        words=words,
        place=typed["place"] if path else "",
        person=typed["person"] if person is not None else "",
        since=typed["since"][:_LONGEST],
        until=typed["until"][:_LONGEST],
        wrong=wrong,
        wanted=Wanted(
            states=_states(state),
            category=category,
            within=path,
            person=person,
            since=days["since"],
            until=days["until"],
            overdue_on=today() if state == "overdue" else None,
            words=words,
        ),
    )


def _days(typed: dict[str, str]) -> tuple[dict[str, date | None], tuple[Choice, ...]]:
    """The days from and until which is looked, and what is wrong with how they were typed."""
    days: dict[str, date | None] = {"since": None, "until": None}
    wrong = []
    for name, label in (("since", _("收到日期从")), ("until", _("收到日期到"))):
        try:
            days[name] = parse_day(typed[name]) if typed[name] else None
        except ValueError:
            wrong.append((name, _("“%(label)s”要写成日期，例如2026-11-24", label=label)))
    if days["since"] and days["until"] and days["until"] < days["since"]:
        wrong.append(("until", _("“收到日期到”早于“收到日期从”，请核对")))
    return days, tuple(wrong)


def _states(state: str) -> tuple[str, ...] | None:
    if state == "open":
        return TIP_OPEN
    if state == "overdue":
        return None
    if state == "done":
        return tuple(code for code in TIP.states() if code not in TIP_OPEN)
    return (state,) if state else None


def _person(typed: str, people: dict[int, str]) -> int | None:
    """Whoever is asked for, of those whom one may ask for; `none`: nobody by name."""
    if typed == "none":
        return NOBODY
    return int(typed) if typed.isdecimal() and int(typed) in people else None


def _path(session: Session, actor: Actor, code: str) -> str:
    """The path of a place in one's jurisdiction; empty for any other code."""
    try:
        path = get_division(session, code).path if code else ""
    except NotFound:
        return ""
    return path if actor.covers(path) else ""


def _places(session: Session, actor: Actor, chosen: str) -> list[Choice]:
    """What may be chosen: the places right below one's own; below the chosen one too, and those above it."""
    own = [code for code in actor.division_path.split("/") if code][-1]
    line = path_divisions(session, _path(session, actor, chosen)) if chosen else ()
    opened = [
        own,
        *(one.code for one in line if one.path.startswith(actor.division_path) and one.code != own),
    ]
    return _tree(session, opened, 0)


def _tree(session: Session, opened: list[str], depth: int) -> list[Choice]:
    """The children of the first of these, those of the second after itself, and so on."""
    found: list[Choice] = []
    for child in list_children(session, opened[0]):
        name = short_name(child.name, child.level) if child.level is not Level.COUNTY else child.name
        found.append((child.code, "　" * depth + name))
        if child.code in opened[1:2]:
            found += _tree(session, opened[1:], depth + 1)
    return found
