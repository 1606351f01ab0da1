"""What the commands say about keys of fields."""

from __future__ import annotations

from collections.abc import Iterator

from backend.platform.field_keys.place import NO_KEY, Damaged, Kind
from backend.platform.field_keys.rotation import Standing

_NO_KEY_SHOWN = "?"


def describe_counts(standing: Standing) -> Iterator[str]:
    """Yield a line for each place and key: place, key, count."""
    for one in standing.places:
        for key_id, count in sorted(one.counts.items()):
            yield f"{one.place}\t{_shown(key_id)}\t{count}"


def describe_keys(standing: Standing, *, is_exact: bool) -> Iterator[str]:
    """Yield what can be done with each key but the current one, and what is amiss."""
    yield f"当前密钥 {standing.current}。 The current key is {standing.current}."
    for key_id in standing.former:
        yield _describe_former(standing, key_id, is_exact=is_exact)
    for key_id in standing.unknown:
        yield _describe_unknown(standing, key_id)


def describe_damaged(damaged: Damaged) -> str:
    """Return the line about a value that cannot be opened."""
    where = f"{damaged.place} {damaged.key}"
    return f"无法解密 {where}。 {where} cannot be opened: {damaged.why}."


def _describe_former(standing: Standing, key_id: str, *, is_exact: bool) -> str:
    waiting, passing = (standing.under(key_id, kind) for kind in Kind)
    if waiting:
        return (
            f"密钥 {key_id} 仍保护 {waiting} 个值，不能删除；请运行 keys fields reencrypt。 "
            f"Key {key_id} still protects {waiting} values and must stay: keys fields reencrypt."
        )
    if passing:
        return (
            f"密钥 {key_id} 仍保护 {passing} 行导入中的数据，不能删除；导入结束后再运行一次。 "
            f"Key {key_id} still protects {passing} rows of an import: let it end, then run again."
        )
    if not is_exact:
        return (
            f"抽样中没有密钥 {key_id} 的值；删除前请完整统计。 "
            f"Nothing in the sample is under {key_id}; count everything before you drop it."
        )
    return (
        f"密钥 {key_id} 已不保护任何值，一天后可以删除（备份仍需要它）。 "
        f"Nothing is under key {key_id}; it may be dropped in a day (backups still need it)."
    )


def _describe_unknown(standing: Standing, key_id: str) -> str:
    count = standing.under(key_id)
    if key_id == NO_KEY:
        return f"{count} 个值不是密文。 {count} values are no ciphertext."
    return (
        f"密钥 {key_id} 不在密钥组中，{count} 个值无法读取。 "
        f"Key {key_id} is not in the ring: {count} values cannot be read."
    )


def _shown(key_id: str) -> str:
    return key_id or _NO_KEY_SHOWN
