"""Many times at once say what each of them says alone."""

from __future__ import annotations

from random import Random

import pytest

from sla_dsl.log.instants import instants
from sla_dsl.log.times import read_time

pytestmark = pytest.mark.usefixtures("twin")

PLAIN = (
    "2026-03-02T09:00:00Z", "2026-03-02T09:00:00+02:00", "2024-02-29t23:59:59.123456Z", "2026-03-02 09:00:00.1-11:30",
    "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "2000-02-29T00:00:00Z", "2026-03-02T09:00:00.123456789012+02:00",
    "2026-03-02T09:00:00.125Z", "2026-03-02T09:00:00.125-05:30", "2026-03-02T09:00:00.125250Z",
    "2026-03-02T09:00:00.999999+14:00", "1969-12-31T23:59:59.001Z", "0004-02-29T23:59:59-00:00",
)  # fmt: skip
ODD = (
    "2023-02-29T00:00:00Z", "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-00:01", "0000-01-01T00:00:00Z",
    "2026-03-02T09:00:00", "2026-13-02T09:00:00Z", "1900-02-29T00:00:00Z", "2026-03-02T24:00:00Z", "2026-04-31T00:00:00z",
    "2026-03-02T09:00:60Z", "2026-03-02T09:00:00.Z", "2026-03-02T09:00:00.+02:00", "x", "", "é" * 20, "2026-03-02T09:0\n",
    "2026-03-02T09:00:00Z\n2026-03-02T09:00:00Z", "2026-03-02T09:00:00ZZ", "2026-03-02S09:00:00Z", "2026-03-02T09:00:00+24:00",
)  # fmt: skip


def spoilt(rnd: Random, text: str) -> str:
    """The text, mostly as it is, or with a character that is another, or is left out."""
    if not text or rnd.random() < 0.6:
        return text
    place = rnd.randrange(len(text))
    return text[:place] + rnd.choice("0123456789-:+.TZz t/;é\n") + text[place + rnd.randrange(2) :]


def test_times_that_are_plainly_written_are_read():
    found, odd = instants(list(PLAIN))
    assert found.tolist() == [read_time(text) for text in PLAIN]
    assert not odd.any()


def test_no_time_is_read_that_is_none():
    _, odd = instants(list(ODD))
    assert odd.all()


@pytest.mark.parametrize("seed", range(300))
def test_each_is_read_as_it_is_alone(seed):
    rnd = Random(seed)
    texts = [spoilt(rnd, rnd.choice(PLAIN if rnd.random() < 0.8 else ODD)) for _ in range(rnd.randrange(25))]
    if seed % 4 == 0 and texts:
        texts = [spoilt(rnd, texts[0])] * 9
    found, odd = instants(texts)
    for text, instant, is_odd in zip(texts, found.tolist(), odd.tolist(), strict=True):
        alone = read_time(text)
        if not is_odd:
            assert instant == alone, text
        else:
            assert not isinstance(alone, int) or len(text) > 40, text


def test_every_day_of_some_centuries():
    texts = [f"{year:04}-{month:02}-{day:02}T00:00:00Z"
             for year in (*range(1, 9), *range(1896, 2105), *range(9996, 10_000)) for month in range(1, 13)
             for day in range(1, 32)]  # fmt: skip
    found, odd = instants(texts)
    alone = [read_time(text) for text in texts]
    assert [isinstance(one, int) for one in alone] == (~odd).tolist()
    assert [one for one in alone if isinstance(one, int)] == found[~odd].tolist()
