"""Records that are as a dataclass would make them: each claim is tried on both."""

from __future__ import annotations

import copy
import inspect
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, dataclass, field, fields, is_dataclass, replace
from typing import Any

import pytest

from sla_dsl.frozen import frozen, mutable


class Plain:
    """A body that both decorators are put on."""

    name: str
    size: int = 3
    tags: list[str] = field(default_factory=list, repr=False)
    note: str | None = field(default=None, compare=False)
    _seen: dict[str, int] = field(default_factory=dict, init=False, compare=False)

    def doubled(self) -> int:
        return 2 * self.size


def body(cls: type) -> type:
    """The class anew: a decorator may change what it is given."""
    return type(cls.__name__, cls.__bases__, {**cls.__dict__, "__qualname__": cls.__qualname__})


ONE = frozen(body(Plain))
OTHER = dataclass(frozen=True, slots=True)(body(Plain))
BOTH = pytest.mark.parametrize("record", [ONE, OTHER], ids=["frozen", "dataclass"])


@frozen
class Point:
    """Of these, copies and pickles are made, which look for the class under its name."""

    across: int
    up: int = 0


@frozen(order=True)
class Step:
    number: int
    name: str = field(default="", compare=False)


@frozen(eq=False)
class Loose:
    number: int


@mutable
class Count:
    full: int = 0
    blank: int = 0


@mutable
class Longer(Count):
    rejected: int = 0


@frozen
class Empty:
    """No parts."""


@frozen
class Derived:
    text: str
    words: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", tuple(self.text.split()))


@BOTH
def test_it_is_made_of_its_parts(record: Any) -> None:
    one = record("a", 4, ["x"])
    assert (one.name, one.size, one.tags, one.note, one._seen) == ("a", 4, ["x"], None, {})
    assert one.doubled() == 8
    assert (record("a").size, record(name="a", note="b").note) == (3, "b")
    assert record("a").tags is not record("a").tags


@BOTH
@pytest.mark.parametrize("wrong", [{}, {"name": "a", "other": 1}, {"name": "a", "_seen": {}}])
def test_what_is_not_of_its_parts_is_refused(record: Any, wrong: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match=r"Plain.__init__\(\)"):
        record(**wrong)


@BOTH
def test_it_never_changes(record: Any) -> None:
    one = record("a")
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'size'"):
        one.size = 4
    with pytest.raises(FrozenInstanceError, match="cannot delete field 'size'"):
        del one.size
    with pytest.raises((FrozenInstanceError, TypeError)):  # TypeError is a dataclass's own slip
        one.more = 4
    assert not hasattr(one, "__dict__")


@BOTH
def test_what_is_compared_and_shown(record: Any) -> None:
    one = record("a", note="b")
    assert one == record("a")
    assert one != record("a", 4)
    assert one != ("a", 3, [], None)
    assert one.__eq__(("a", 3)) is NotImplemented
    assert repr(one) == "Plain(name='a', size=3, note='b', _seen={})"


def test_a_name_that_holds_itself_is_shown_once() -> None:
    one = ONE("a")
    one._seen["itself"] = one
    assert repr(one) == "Plain(name='a', size=3, note=None, _seen={'itself': ...})"


def test_equal_ones_have_one_hash() -> None:
    assert hash(Point(1)) == hash(Point(1, 0)) == hash((1, 0))
    assert len({Point(1), Point(1, 0), Point(2)}) == 2
    assert hash(Step(1, "a")) == hash(Step(1)) == hash((1,))
    assert (Empty(), hash(Empty()), repr(Empty())) == (Empty(), hash(()), "Empty()")
    nowhere = float("nan")
    assert Step(nowhere) == Step(nowhere)  # as a tuple compares what is the same


class Accepting:
    """A part that cannot be hashed, and one that is hashed though not compared."""

    number: int
    accepts: dict[str, str] = field(default_factory=dict, hash=False)
    seen: int = field(default=0, compare=False, hash=True)


@pytest.mark.parametrize("made", [frozen, dataclass(frozen=True, slots=True)], ids=["frozen", "dataclass"])
def test_what_is_hashed(made: Any) -> None:
    record = made(body(Accepting))
    assert hash(record(1, {"a": "b"}, 2)) == hash((1, 2))
    assert record(1, {"a": "b"}) != record(1)
    assert record(1, {}, 2) == record(1, {}, 3)


def test_one_is_compared_with_its_own_kind_only() -> None:
    assert Step(1) < Step(2) <= Step(2, "b") < Step(3)
    assert Step(3) > Step(2) >= Step(2)
    with pytest.raises(TypeError):
        assert Step(1) < Point(1)
    with pytest.raises(TypeError):
        assert Point(1) < Point(2)


def test_without_comparison_each_is_itself() -> None:
    one, other = Loose(1), Loose(1)
    assert one != other
    assert len({one, other}) == 2


def test_one_that_may_change() -> None:
    one = Longer(1)
    one.rejected += 2
    assert one == Longer(1, 0, 2) != Count(1)
    assert repr(one) == "Longer(full=1, blank=0, rejected=2)"
    with pytest.raises(TypeError, match="unhashable"):
        hash(one)
    with pytest.raises(AttributeError):
        one.more = 1


def test_what_follows_from_its_parts() -> None:
    assert Derived("a b").words == ("a", "b")
    assert replace(Derived("a b"), text="c").words == ("c",)


@BOTH
def test_dataclasses_know_it(record: Any) -> None:
    assert is_dataclass(record)
    assert is_dataclass(record("a"))
    assert [(part.name, part.init, part.compare, part.repr) for part in fields(record)] == [
        ("name", True, True, True),
        ("size", True, True, True),
        ("tags", True, True, False),
        ("note", True, False, True),
        ("_seen", False, False, True),
    ]
    assert replace(record("a", 4), name="b") == record("b", 4)
    with pytest.raises(TypeError):
        replace(record("a"), other=1)


def test_copy_knows_it_from_a_later_python_on() -> None:
    assert ONE("a", 4).__replace__(name="b") == ONE("b", 4)


def test_dataclasses_know_what_is_inherited() -> None:
    assert [part.name for part in fields(Longer)] == ["full", "blank", "rejected"]
    assert replace(Longer(1, 2, 3), blank=5) == Longer(1, 5, 3)


@BOTH
def test_its_form(record: Any) -> None:
    assert record.__match_args__ == ("name", "size", "tags", "note")
    assert record.__slots__ == ("name", "size", "tags", "note", "_seen")
    assert list(inspect.signature(record).parameters) == ["name", "size", "tags", "note"]
    assert record.__doc__ == "A body that both decorators are put on."
    assert (record.__qualname__, record.__init__.__qualname__) == ("Plain", "Plain.__init__")


def test_it_can_be_taken_apart() -> None:
    match Point(1, 2):
        case Point(across, up):
            assert (across, up) == (1, 2)


@pytest.mark.parametrize("taken", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
@pytest.mark.parametrize("one", [Point(1, 2), Longer(1, 2, 3), Derived("a b")])
def test_copies(one: object, taken: Callable[[object], object]) -> None:
    copied = taken(one)
    assert copied == one
    assert copied is not one


def test_a_preset_that_all_would_share_is_refused() -> None:
    with pytest.raises(TypeError, match="every record would share the preset of `tags`"):

        @frozen
        class Shared:
            tags: list[str] = []  # noqa: RUF012 - what is refused


def test_a_part_without_preset_after_one_with_is_refused() -> None:
    @frozen
    class Late:
        first: int = 1
        second: str

    with pytest.raises(SyntaxError):
        Late(1, "a")
