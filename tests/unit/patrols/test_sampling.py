"""A sample is drawn again by anybody from its seed and frame, and what differs is computed from rows."""

import hashlib
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from intake.patrols.sampling import PatrolRecord, draw, frame_digest, framed, signs_of_difference

CODES = st.lists(st.text("0123456789", min_size=1, max_size=12), min_size=1, max_size=40, unique=True)
SEEDS = st.text("0123456789abcdef", min_size=1, max_size=32)


@given(CODES, SEEDS, st.integers(1, 50), st.randoms())
def test_same_seed_and_frame_give_the_same_sample(codes: list[str], seed: str, size: int, random) -> None:  # type: ignore[no-untyped-def]
    shuffled = random.sample(codes, len(codes)) + codes[:2]
    assert draw(shuffled, seed=seed, size=size) == draw(codes, seed=seed, size=size)
    assert frame_digest(shuffled) == frame_digest(codes)


@given(CODES, SEEDS, st.integers(1, 50))
def test_a_sample_is_of_the_frame_and_has_its_size(codes: list[str], seed: str, size: int) -> None:
    drawn = draw(codes, seed=seed, size=size)
    assert len(drawn) == len(set(drawn)) == min(size, len(codes))
    assert set(drawn) <= set(codes)
    # a smaller sample is the beginning of a larger one: nobody gains by asking for one more
    assert draw(codes, seed=seed, size=size + 1)[: len(drawn)] == drawn


def test_the_rule_is_the_one_that_the_page_explains() -> None:
    codes = [f"41082210{n:04}" for n in range(30)]
    by_hand = sorted(codes, key=lambda code: hashlib.sha256(f"seed:{code}".encode()).hexdigest())
    assert draw(codes, seed="seed", size=5) == tuple(by_hand[:5])
    assert frame_digest(codes) == hashlib.sha256(("\n".join(codes) + "\n").encode()).hexdigest()


def test_every_place_has_about_the_same_chance() -> None:
    codes = [str(n) for n in range(20)]
    drawn = Counter(code for n in range(2000) for code in draw(codes, seed=str(n), size=5))
    assert all(400 <= drawn[code] <= 600 for code in codes)


@given(CODES)
def test_another_frame_has_another_digest(codes: list[str]) -> None:
    assert frame_digest([*codes, "x"]) != frame_digest(codes)
    assert framed(codes + codes) == tuple(sorted(codes))


def test_what_differs_is_shown_from_the_rows() -> None:
    quiet = PatrolRecord(patrols=2, categories=frozenset())
    fire = PatrolRecord(patrols=1, categories=frozenset({"fire"}))
    assert signs_of_difference(quiet, []) == ()
    assert signs_of_difference(fire, ["fire"]) == ()
    assert signs_of_difference(fire, []) == ()  # it may have been put right
    assert signs_of_difference(fire, ["fire", "food"]) == ("not_recorded",)
    assert signs_of_difference(PatrolRecord(patrols=0, categories=frozenset()), []) == ("not_patrolled",)
    assert signs_of_difference(PatrolRecord(patrols=0, categories=frozenset()), ["fire"]) == (
        "not_patrolled",
        "not_recorded",
    )
