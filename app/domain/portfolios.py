"""The portfolio: what each signed-off piece adds to it, and a small set that covers all.

To find the smallest set of pieces that covers every criterion is hard in general (set cover), so
the search stops after a fixed number of steps, and says whether it has proved its answer. The
same pieces always give the same answer.
"""

import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

MOST_STEPS = 400
"""A fraction of a second for 200 pieces. An answer not proved by then is called small."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A signed-off piece and the criteria that it meets."""

    evidence_id: uuid.UUID
    criteria: frozenset[str]


@dataclass(frozen=True, slots=True)
class Proposal:
    """``smallest``: it is proved that no fewer pieces would do.

    ``topped_up`` of them cover nothing that the others do not: the plan asks for more pieces.
    """

    pieces: tuple[uuid.UUID, ...]
    smallest: bool
    topped_up: int = 0


def what_each_adds(
    candidates: Iterable[Candidate], portfolio: Collection[uuid.UUID]
) -> dict[uuid.UUID, frozenset[str]]:
    """The criteria that would be lost with a piece of the portfolio, or won with another one."""
    every = tuple(candidates)
    held = Counter(
        code for each in every if each.evidence_id in portfolio for code in each.criteria
    )
    return {
        each.evidence_id: frozenset(
            code for code in each.criteria if held[code] == (each.evidence_id in portfolio)
        )
        for each in every
    }


def propose(
    candidates: Sequence[Candidate],
    required: Collection[str],
    *,
    times: int = 1,
    fewest: int | None = None,
    most_steps: int = MOST_STEPS,
) -> Proposal:
    """A small set of pieces in which each required criterion is met as often as in all of them.

    ``times`` is how often the plan wants each met at most; ``fewest`` how many pieces at least.
    Of two pieces that help as much the earlier one is taken.
    """
    codes = sorted(set(required))
    needs = [min(times, sum(code in each.criteria for each in candidates)) for code in codes]
    wanted = [index for index, need in enumerate(needs) if need]
    search = _Search(
        [[code for code in wanted if codes[code] in each.criteria] for each in candidates],
        needs,
        most_steps,
    )
    chosen = sorted(search.run())
    extra = _top_up(candidates, chosen, fewest or 0)
    return Proposal(
        pieces=tuple(candidates[index].evidence_id for index in sorted([*chosen, *extra])),
        smallest=search.proved,
        topped_up=len(extra),
    )


def _top_up(candidates: Sequence[Candidate], chosen: list[int], fewest: int) -> list[int]:
    """More pieces, where the plan wants them: those that meet what the fewest others meet."""
    held = Counter(code for index in chosen for code in candidates[index].criteria)
    extra: list[int] = []
    while len(chosen) + len(extra) < min(fewest, len(candidates)):
        taken = {*chosen, *extra}
        best = max(
            (index for index in range(len(candidates)) if index not in taken),
            key=lambda index: (
                sum(1 / (1 + held[code]) for code in sorted(candidates[index].criteria)),
                -index,
            ),
        )
        extra.append(best)
        held.update(candidates[best].criteria)
    return extra


class _Search:
    """Branch and bound on the criterion that the fewest pieces can still serve."""

    def __init__(self, pieces: list[list[int]], needs: list[int], most_steps: int) -> None:
        self.pieces = pieces
        self.needs = needs
        self.serving = [
            [piece for piece, codes in enumerate(pieces) if code in codes]
            for code in range(len(needs))
        ]
        self.steps_left = most_steps
        self.best: list[int] = []
        self.proved = True

    def run(self) -> list[int]:
        self.best = self._greedily()
        self._search([], list(self.needs), frozenset())
        return self.best

    def _greedily(self) -> list[int]:
        """Always the piece that helps most; then those go that the others make superfluous."""
        needs, chosen = list(self.needs), list[int]()
        while any(need > 0 for need in needs):
            best = max(
                (piece for piece in range(len(self.pieces)) if piece not in chosen),
                key=lambda piece: (self._helps(piece, needs), -piece),
            )
            chosen.append(best)
            self._take(best, needs, -1)
        for piece in list(reversed(chosen)):
            rest = [each for each in chosen if each != piece]
            held = Counter(code for each in rest for code in self.pieces[each])
            if all(held[code] >= need for code, need in enumerate(self.needs)):
                chosen = rest
        return chosen

    def _search(self, chosen: list[int], needs: list[int], closed: frozenset[int]) -> None:
        """``closed`` are pieces that were tried here before: every set with them is known."""
        if not any(need > 0 for need in needs):
            if len(chosen) < len(self.best):
                self.best = list(chosen)
            return
        if self.steps_left == 0:
            self.proved = False
            return
        self.steps_left -= 1
        usable = {
            code: [p for p in self.serving[code] if p not in closed and p not in chosen]
            for code, need in enumerate(needs)
            if need > 0
        }
        if any(len(pieces) < needs[code] for code, pieces in usable.items()):
            return
        if len(chosen) + self._at_least(needs, usable) >= len(self.best):
            return
        code = min(usable, key=lambda each: (len(usable[each]) - needs[each], each))
        for piece in sorted(usable[code], key=lambda p: (-self._helps(p, needs), p)):
            self._take(piece, needs, -1)
            self._search([*chosen, piece], needs, closed)
            self._take(piece, needs, +1)
            closed = closed | {piece}

    def _at_least(self, needs: list[int], usable: dict[int, list[int]]) -> int:
        """No set serves what is left with fewer pieces than this."""
        left = sum(need for need in needs if need > 0)
        most = max(self._helps(piece, needs) for each in usable.values() for piece in each)
        apart, used = 0, set[int]()
        for code in sorted(usable, key=lambda each: (len(usable[each]), each)):
            if used.isdisjoint(usable[code]):
                apart += needs[code]
                used.update(usable[code])
        return max(-(-left // most), apart)

    def _helps(self, piece: int, needs: list[int]) -> int:
        return sum(needs[code] > 0 for code in self.pieces[piece])

    def _take(self, piece: int, needs: list[int], by: int) -> None:
        for code in self.pieces[piece]:
            needs[code] += by
