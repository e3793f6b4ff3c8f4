"""`[accounts ID]`: what each side says of the same act, side by side, and what others found."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.content import Content, account_prose_fields
from explainer.fragment import Mark
from explainer.marker_options import name_of
from explainer.model import Prose
from explainer.pages.dependencies import Dependencies
from explainer.pages.marker import Marker
from explainer.pages.prose_html import Part, Writer
from explainer.pages.view_models import SideView, side_view
from explainer.readonly import read_only


@read_only
class AccountView:
    """One side's account of what happened, as a column of the block that compares accounts.

    If `none_found` is set, no account was found, and `text` says what was searched.
    """

    side: SideView
    text: tuple[Part, ...]
    none_found: bool


@read_only
class AccountsView:
    """The block that `[accounts ID]` shows: a question and each side's account, side by side.

    `found`, shown below them, says what others have found; it is empty if the editor left it out.
    """

    id: str
    question: str
    accounts: tuple[AccountView, ...]
    found: tuple[Part, ...]


def _reads(dependencies: Dependencies, mark: Mark) -> None:
    id_ = name_of(mark)
    dependencies.accounts.add(id_)
    for prose in account_prose_fields(dependencies.content.account_by_id[id_]):
        dependencies.add_prose(prose)


def _shows(writer: Writer, mark: Mark) -> AccountsView:
    accounts = writer.content.account_by_id[name_of(mark)]
    site = writer.content.site
    views = []
    for side in site.sides:
        if side.id in accounts.accounts:
            account = accounts.accounts[side.id]
            prose = account if isinstance(account, Prose) else account.none_found
            none_found = not isinstance(account, Prose)
            views.append(AccountView(side_view(site, side), writer.fill(prose), none_found))
    found = writer.fill(accounts.found) if accounts.found else ()
    return AccountsView(accounts.id, accounts.question, tuple(views), found)


def _cites(content: Content, mark: Mark) -> Iterator[str]:
    for prose in account_prose_fields(content.account_by_id[name_of(mark)]):
        yield from prose.cited()


ACCOUNTS = Marker("accounts", "accounts", _reads, _shows, _cites)
