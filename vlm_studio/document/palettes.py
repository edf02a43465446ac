"""The colours of a picture: a few that stand for all, as a person sees them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

_SAMPLE = 20_000
"""So many pixels are looked at."""
_ROUNDS = 12
_ALIKE = 0.03
"""Colours nearer to each other than this in Oklab are one."""
_FAVOUR = 1.5
"""How much more a vivid colour counts than a grey one: small vivid things are what one remembers."""

_TO_LMS = np.array(
    ((0.4122214708, 0.5363325363, 0.0514459929),
     (0.2119034982, 0.6806995451, 0.1073969566),
     (0.0883024619, 0.2817188376, 0.6299787005))
)  # fmt: skip
_TO_LAB = np.array(
    ((0.2104542553, 0.7936177850, -0.0040720468),
     (1.9779984951, -2.4285922050, 0.4505937099),
     (0.0259040371, 0.7827717662, -0.8086757660))
)  # fmt: skip
"""Oklab, B. Ottosson (2020), https://bottosson.github.io/posts/oklab."""


def colours_of(pixels: NDArray[np.uint8], count: int) -> tuple[str, ...]:
    """At most ``count`` colours (``#rrggbb``) of RGBA ``pixels`` (H, W, 4), from dark to light; none of a clear picture.

    The same picture has the same colours: the centres of k-means in Oklab, begun at the colours farthest apart.
    """
    flat = pixels.reshape(-1, 4)
    flat = flat[flat[:, 3] >= 128]
    if not len(flat):
        return ()
    rgb = flat[:: max(1, len(flat) // _SAMPLE), :3]
    lab = _oklab(rgb)
    weights = 1 + _FAVOUR * np.hypot(lab[:, 1], lab[:, 2]) / 0.2
    centres = _centres(lab, weights, count)
    nearest = np.argmin(_distances(lab, centres), axis=1)
    found = [_mean(rgb[nearest == each], weights[nearest == each]) for each in range(len(centres))]
    order = np.argsort(centres[:, 0], kind="stable")
    return tuple(dict.fromkeys(found[each] for each in order if found[each]))


def _centres(lab: Numbers, weights: Numbers, count: int) -> Numbers:
    chosen = [lab[int(np.argmin(((lab - lab.mean(axis=0)) ** 2).sum(axis=1)))]]
    while len(chosen) < count:
        apart = _distances(lab, np.array(chosen)).min(axis=1)
        # The farthest few pixels may be noise: a share of all has to be as far.
        far = float(np.quantile(apart, 0.995))
        if far < _ALIKE**2:
            break
        chosen.append(lab[apart >= far].mean(axis=0))
    centres = np.array(chosen)
    for _ in range(_ROUNDS):
        nearest = np.argmin(_distances(lab, centres), axis=1)
        for each in range(len(centres)):
            mine = nearest == each
            if mine.any():
                centres[each] = np.average(lab[mine], axis=0, weights=weights[mine])
    return centres


def _distances(lab: Numbers, centres: Numbers) -> Numbers:
    return np.asarray(((lab[:, None, :] - centres[None]) ** 2).sum(axis=2))


def _oklab(rgb: NDArray[np.uint8]) -> Numbers:
    linear = (rgb / 255.0) ** 2.2
    return np.asarray(np.cbrt(linear @ _TO_LMS.T) @ _TO_LAB.T)


def _mean(rgb: NDArray[np.uint8], weights: Numbers) -> str:
    if not len(rgb):
        return ""
    return "#{:02x}{:02x}{:02x}".format(*np.average(rgb, axis=0, weights=weights).round().astype(int))  # fmt: skip
