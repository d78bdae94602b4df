"""A witness that does not show what it says never gets out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sla_dsl.changes import compare
from sla_dsl.changes.relation import Versions
from sla_dsl.changes.replay import Reader, replay
from sla_dsl.cli import main
from sla_dsl.model.change import Related, RelationNote
from sla_dsl.model.outcome import Verdict
from tests.changes.papers import framed, laid_over

ANSWER = "answer: when a lead is assigned, sales must accept the lead within 4 business hours\n"
FASTER = ANSWER.replace("4 business", "2 business")


@pytest.fixture
def related() -> Related:
    return Versions(framed(ANSWER).agreement, framed(FASTER).agreement).relate("answer", "answer")


def readers() -> tuple[Reader, Reader]:
    return Reader.of(framed(ANSWER).agreement), Reader.of(framed(FASTER).agreement)


def lying(related: Related) -> Related:
    wrong = replace(related.witnesses[0], verdict_new=Verdict.KEPT)
    return replace(related, witnesses=(wrong,))


def test_what_is_true_passes(related: Related) -> None:
    replay(related, *readers(), ("answer", "answer"))


def test_another_verdict_is_a_defect(related: Related) -> None:
    with pytest.raises(RuntimeError, match="says kept, and the clause is broken"):
        replay(lying(related), *readers(), ("answer", "answer"))
    noted = replace(related, notes=(RelationNote("repeated", lying(related).witnesses[0]),))
    with pytest.raises(RuntimeError):
        replay(noted, *readers(), ("answer", "answer"))


def test_a_lost_event_is_a_defect(related: Related) -> None:
    first = related.witnesses[0]
    with pytest.raises(RuntimeError):
        replay(replace(related, witnesses=(replace(first, events=()),)), *readers(), ("answer", "answer"))


def test_the_command_ends_as_a_defect(
    related: Related, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setattr(Versions, "relate", lambda *_: lying(related))
    folder = tmp_path_factory.mktemp("versions")
    for name, text in (("old", ANSWER), ("new", FASTER)):
        (folder / f"{name}.sla.yaml").write_text(laid_over(text))
    words = ["diff", str(folder / "old.sla.yaml"), str(folder / "new.sla.yaml")]
    assert main.main(words, standalone_mode=False) == 70
    with pytest.raises(RuntimeError):
        compare(framed(ANSWER), framed(FASTER))
