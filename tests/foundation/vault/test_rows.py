from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tuoyu.foundation.vault.rows import new_row_id


def test_keys_grow_differ_and_are_exact_in_javascript() -> None:
    keys = [new_row_id() for _ in range(20_000)]
    assert keys == sorted(set(keys))
    assert 0 < keys[0] < keys[-1] < 2**53


def test_threads_never_share_a_key() -> None:
    with ThreadPoolExecutor(4) as pool:
        batches = list(pool.map(lambda _: [new_row_id() for _ in range(2_000)], range(8)))
    assert len({key for batch in batches for key in batch}) == 16_000
