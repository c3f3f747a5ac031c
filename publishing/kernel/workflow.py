"""States as rows of a table: what a step is, and what may be asked of a table of steps."""

from collections.abc import Iterable
from dataclasses import dataclass

from publishing.kernel.permissions import Permission


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One way from one state to the next."""

    action: str
    source: str
    target: str
    permission: Permission
    facts: tuple[str, ...] = ()
    """Names of what must be given."""
    other_than: str | None = None
    """Column of the row that holds the user who did an earlier step; that person may not do this one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Workflow:
    """A named table of steps with its first state."""

    name: str
    initial: str
    steps: tuple[Step, ...]

    def states(self) -> tuple[str, ...]:
        """Every state, in the order of first mention."""
        mentioned = [self.initial, *(state for step in self.steps for state in (step.source, step.target))]
        return tuple(dict.fromkeys(mentioned))

    def actions(self) -> tuple[str, ...]:
        """Every action, in the order of the table."""
        return tuple(dict.fromkeys(step.action for step in self.steps))

    def find(self, action: str, source: str) -> Step | None:
        """The step `action` from `source`, if the table has it."""
        return next((s for s in self.steps if s.action == action and s.source == source), None)

    def leaving(self, source: str) -> tuple[Step, ...]:
        """The steps that start from `source`."""
        return tuple(step for step in self.steps if step.source == source)

    def terminal(self) -> frozenset[str]:
        """States that nothing leaves."""
        return frozenset(self.states()) - {step.source for step in self.steps}


def rows(
    action: str,
    sources: Iterable[str],
    target: str,
    permission: Permission,
    *facts: str,
    other_than: str | None = None,
) -> tuple[Step, ...]:
    """One Step for each source: the table is written as DESIGN §3 prints it."""
    return tuple(
        Step(
            action=action,
            source=source,
            target=target,
            permission=permission,
            facts=facts,
            other_than=other_than,
        )
        for source in sources
    )
