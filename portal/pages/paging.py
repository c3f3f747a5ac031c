"""Which page of a long list `?page=` asks for."""

from dataclasses import dataclass

from flask import request


@dataclass(frozen=True, kw_only=True, slots=True)
class Paging:
    """A page that exists: 1 to `pages`, also of an empty list."""

    page: int
    pages: int
    total: int
    offset: int


def page_of(total: int, per_page: int) -> Paging:
    """The page that was asked for; the first for nonsense, the last where it asks beyond the end."""
    pages = max(1, -(-total // per_page))
    asked = request.args.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
    number = min(max(number, 1), pages)
    return Paging(page=number, pages=pages, total=total, offset=(number - 1) * per_page)
