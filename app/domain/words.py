"""Counts as people write them."""


def plural(count: int, one: str, many: str = "") -> str:
    """1 piece, 2 pieces; ``many`` where an s does not do."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
