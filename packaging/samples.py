"""Renders the sample pictures of the empty page: ``python packaging/samples.py [FOLDER] [--only NAME]``.

They are ours, so they may go anywhere: nothing in them comes from a photograph. Each scene is a distance function
that is marched by rays (J. C. Hart, "Sphere tracing", 1996), with one soft light and the sky.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Floats = NDArray[np.float32]
Scene = Callable[[Floats], tuple[Floats, NDArray[np.int8]]]
"""Points (N, 3) to the distance of the nearest thing and its index in the palette."""

SIZE = (1080, 720)
FINER = 1.0
"""So many rays per pixel in each direction."""
SUN = np.array([-0.55, 0.75, -0.5], np.float32) / np.float32(np.linalg.norm([-0.55, 0.75, -0.5]))
FAR = 14.0


def sphere(p: Floats, centre: tuple[float, float, float], radius: float) -> Floats:
    return np.linalg.norm(p - np.float32(centre), axis=1) - np.float32(radius)


def capsule(
    p: Floats, a: tuple[float, float, float], b: tuple[float, float, float], radius: float
) -> Floats:
    start, along = np.float32(a), np.float32(b) - np.float32(a)
    part = np.clip((p - start) @ along / np.float32(along @ along), 0, 1)
    return np.linalg.norm(p - start - part[:, None] * along, axis=1) - np.float32(radius)


def box(
    p: Floats, centre: tuple[float, float, float], half: tuple[float, float, float], round_: float
) -> Floats:
    q = np.abs(p - np.float32(centre)) - (np.float32(half) - np.float32(round_))
    return np.linalg.norm(np.maximum(q, 0), axis=1) + np.minimum(q.max(axis=1), 0) - round_


def turned(
    p: Floats, centre: tuple[float, float, float], outline: list[tuple[float, float]]
) -> Floats:
    """A body turned on a lathe: ``outline`` is height and radius, from the foot up."""
    q = p - np.float32(centre)
    heights, radii = rounded(np.float32(outline)).T
    radius = np.interp(q[:, 1], heights, radii).astype(np.float32)
    side = (np.hypot(q[:, 0], q[:, 2]) - radius) * 0.75
    return np.maximum(side, np.maximum(q[:, 1] - heights[-1], heights[0] - q[:, 1]))


def rounded(line: Floats) -> Floats:
    """``line`` (N, 2) with its corners cut three times (G. Chaikin, 1974); its ends stay."""
    for _ in range(3):
        near, far = 0.75 * line[:-1] + 0.25 * line[1:], 0.25 * line[:-1] + 0.75 * line[1:]
        cut = np.stack((near, far), axis=1).reshape(-1, 2)
        line = np.concatenate((line[:1], cut, line[-1:]))
    return line.astype(np.float32)


def hollow(outer: Floats, inner: Floats) -> Floats:
    return np.maximum(outer, -inner)


def blend(a: Floats, b: Floats, by: float) -> Floats:
    part = np.clip(0.5 + 0.5 * (b - a) / by, 0, 1)
    return b * (1 - part) + a * part - by * part * (1 - part)


def nearest(*things: Floats) -> tuple[Floats, NDArray[np.int8]]:
    """Each thing with its own index, in order; the first is the ground."""
    every = np.stack(things)
    return every.min(axis=0), every.argmin(axis=0).astype(np.int8)


# Scenes ------------------------------------------------------------------------------------------


def ground(p: Floats) -> Floats:
    """A table that rises into the wall behind it."""
    return blend(p[:, 1], np.float32(3.2) - p[:, 2], 1.6)


def still_life(p: Floats) -> tuple[Floats, NDArray[np.int8]]:
    bowl_at = (-0.5, 0.0, 0.2)
    shell = hollow(sphere(p, (-0.5, 0.95, 0.2), 0.98), sphere(p, (-0.5, 0.95, 0.2), 0.92))
    bowl = np.maximum(shell, p[:, 1] - np.float32(0.72))
    foot = turned(p, bowl_at, [(0.0, 0.36), (0.06, 0.34), (0.1, 0.2)])
    oranges = np.minimum.reduce(
        [
            sphere(p, at, 0.34)
            for at in (
                (-0.82, 0.66, 0.05),
                (-0.2, 0.66, 0.1),
                (-0.5, 0.72, 0.55),
                (-0.5, 1.1, 0.15),
            )
        ]
    )
    bottle = turned(
        p,
        (1.15, 0.0, 0.75),
        [
            (0, 0.3),
            (0.04, 0.33),
            (1.1, 0.33),
            (1.35, 0.24),
            (1.55, 0.11),
            (2.0, 0.1),
            (2.02, 0.13),
            (2.12, 0.13),
        ],
    )
    cup_side = turned(p, (0.95, 0.0, -0.55), [(0, 0.24), (0.05, 0.3), (0.62, 0.36)])
    cup = hollow(cup_side, turned(p, (0.95, 0.06, -0.55), [(0, 0.25), (0.8, 0.34)]))
    handle_at = p - np.float32((1.36, 0.34, -0.55))
    ring = np.hypot(np.hypot(handle_at[:, 0], handle_at[:, 1]) - np.float32(0.17), handle_at[:, 2])
    handle = np.maximum(ring - np.float32(0.045), -handle_at[:, 0] - np.float32(0.08))
    apple = blend(sphere(p, (0.22, 0.3, -0.75), 0.3), sphere(p, (0.22, 0.22, -0.75), 0.26), 0.12)
    stalk = capsule(p, (0.22, 0.56, -0.75), (0.26, 0.7, -0.74), 0.018)
    return nearest(
        ground(p), np.minimum(bowl, foot), oranges, bottle, np.minimum(cup, handle), apple, stalk
    )


def figure(p: Floats) -> tuple[Floats, NDArray[np.int8]]:
    """Somebody who waves."""
    head = blend(sphere(p, (0, 2.32, 0), 0.2), sphere(p, (0, 2.22, -0.03), 0.165), 0.08)
    skin = np.minimum.reduce(
        [
            head,
            capsule(p, (0, 2.0, 0), (0, 2.15, 0), 0.085),
            sphere(p, (-1.02, 2.36, -0.12), 0.095),
            capsule(p, (-0.8, 1.86, -0.05), (-1.02, 2.32, -0.12), 0.065),
            sphere(p, (0.66, 1.02, -0.12), 0.09),
            capsule(p, (0.58, 1.45, 0.02), (0.66, 1.06, -0.1), 0.068),
            sphere(p, (0, 2.26, -0.2), 0.035),
        ]
    )
    torso = blend(
        box(p, (0, 1.62, 0), (0.33, 0.36, 0.17), 0.14),
        box(p, (0, 1.25, 0), (0.25, 0.22, 0.15), 0.12),
        0.12,
    )
    sleeves = np.minimum(
        capsule(p, (-0.36, 1.82, 0), (-0.8, 1.86, -0.05), 0.105),
        capsule(p, (0.36, 1.82, 0), (0.58, 1.45, 0.02), 0.105),
    )
    shirt = blend(torso, sleeves, 0.1)
    legs = np.minimum(
        blend(
            capsule(p, (-0.15, 1.05, 0), (-0.2, 0.58, -0.02), 0.14),
            capsule(p, (-0.2, 0.58, -0.02), (-0.22, 0.16, 0.03), 0.105),
            0.08,
        ),
        blend(
            capsule(p, (0.15, 1.05, 0), (0.22, 0.58, -0.05), 0.14),
            capsule(p, (0.22, 0.58, -0.05), (0.26, 0.16, 0.05), 0.105),
            0.08,
        ),
    )
    shoes = np.minimum(
        capsule(p, (-0.22, 0.09, 0.06), (-0.25, 0.07, -0.2), 0.085),
        capsule(p, (0.26, 0.09, 0.06), (0.31, 0.07, -0.19), 0.085),
    )
    hair = np.maximum(
        sphere(p, (0, 2.37, 0.03), 0.225),
        np.float32(2.34) - p[:, 1] - 0.9 * (p[:, 2] + np.float32(0.06)),
    )
    eyes = np.minimum(
        sphere(p, (-0.075, 2.33, -0.185), 0.026), sphere(p, (0.075, 2.33, -0.185), 0.026)
    )
    smile = ((-0.06, 2.185, -0.18), (0.0, 2.16, -0.2), (0.06, 2.185, -0.18))
    mouth = np.minimum(capsule(p, *smile[:2], 0.016), capsule(p, *smile[1:], 0.016))
    return nearest(ground(p), skin, shirt, legs, shoes, hair, eyes, mouth)


def vase(p: Floats) -> tuple[Floats, NDArray[np.int8]]:
    """One thing that stands out from its background."""
    body = turned(
        p,
        (0.0, 0.0, 0.4),
        [
            (0, 0.3),
            (0.1, 0.36),
            (0.45, 0.58),
            (0.75, 0.64),
            (1.05, 0.52),
            (1.3, 0.27),
            (1.45, 0.22),
            (1.6, 0.31),
            (1.64, 0.33),
        ],
    )
    body = hollow(body, turned(p, (0.0, 1.2, 0.4), [(0, 0.14), (0.25, 0.17), (0.6, 0.3)]))
    tips = ((-0.55, 2.75, 0.3), (0.05, 3.0, 0.45), (0.6, 2.65, 0.35))
    stems = np.minimum.reduce([capsule(p, (0.0, 1.0, 0.4), tip, 0.028) for tip in tips])
    flowers = np.minimum.reduce([_flower(p, tip) for tip in tips])
    hearts = np.minimum.reduce([sphere(p, (x, y, z - 0.12), 0.11) for x, y, z in tips])
    leaves = np.minimum.reduce(
        [_leaf(p, at) for at in ((-0.42, 2.15, 0.35), (0.42, 2.05, 0.38), (-0.05, 2.3, 0.3))]
    )
    return nearest(ground(p), body, stems, flowers, hearts, leaves)


def _flower(p: Floats, at: tuple[float, float, float]) -> Floats:
    angles = np.linspace(0, 2 * np.pi, 9)[:-1]
    petals = [
        capsule(p, at, (at[0] + 0.26 * np.cos(a), at[1] + 0.26 * np.sin(a), at[2] - 0.06), 0.085)
        for a in angles
    ]
    return np.minimum.reduce(petals)


def _leaf(p: Floats, at: tuple[float, float, float]) -> Floats:
    q = (p - np.float32(at)) / np.float32((0.28, 0.1, 0.05))
    return (np.linalg.norm(q, axis=1) - 1) * np.float32(0.05)


SCENES: dict[
    str, tuple[Scene, tuple[float, float, float], tuple[float, float, float], tuple[str, ...]]
] = {
    "still-life": (
        still_life,
        (0.35, 1.75, -4.6),
        (0.25, 0.72, 0.2),
        ("#c9b79c", "#e9e4da", "#f08a24", "#2f6b4f", "#d8e4ee", "#c6302b", "#5a3d24"),
    ),
    "figure": (
        figure,
        (-0.15, 1.75, -5.2),
        (-0.1, 1.36, 0.0),
        ("#b8cbd6", "#d9a27c", "#d8483c", "#34507c", "#2a2a2e", "#3b2820", "#1c1a1a", "#a04a44"),
    ),
    "vase": (
        vase,
        (0.2, 2.0, -5.6),
        (0.0, 1.62, 0.4),
        ("#d8c3b4", "#3f6fa8", "#4f7f45", "#f3eee6", "#e9b23c", "#5c9450"),
    ),
}
"""The scene, where the camera stands, where it looks, and the colour of each thing."""

# Light -------------------------------------------------------------------------------------------


def march(scene: Scene, start: Floats, way: Floats, steps: int = 110) -> Floats:
    """How far each ray goes until it meets something; ``FAR`` when it meets nothing."""
    distance = np.full(len(start), 0.02, np.float32)
    going = np.arange(len(start))
    for _ in range(steps):
        gap, _ = scene(start[going] + distance[going, None] * way[going])
        distance[going] += gap * np.float32(0.9)
        going = going[(gap > 0.0008) & (distance[going] < FAR)]
        if not going.size:
            break
    return distance


def normals(scene: Scene, p: Floats) -> Floats:
    e = np.float32(0.002)
    result = np.zeros_like(p)
    for corner in np.float32([(1, -1, -1), (-1, -1, 1), (-1, 1, -1), (1, 1, 1)]):
        result += corner * scene(p + e * corner)[0][:, None]
    return result / np.linalg.norm(result, axis=1, keepdims=True)


def lit(scene: Scene, p: Floats) -> Floats:
    """How much of the sun reaches each point, 0..1, with a soft edge."""
    light, way = np.ones(len(p), np.float32), np.float32(0.03) * np.ones(len(p), np.float32)
    for _ in range(26):
        gap, _ = scene(p + way[:, None] * SUN)
        light = np.minimum(light, np.clip(9 * gap / way, 0, 1))
        way += np.clip(gap, 0.03, 0.3)
    return light


def open_sky(scene: Scene, p: Floats, normal: Floats) -> Floats:
    """How much of the sky each point sees, 0..1."""
    hidden = np.zeros(len(p), np.float32)
    for n, reach in enumerate((0.03, 0.1, 0.22, 0.4)):
        hidden += (np.float32(reach) - scene(p + np.float32(reach) * normal)[0]) * np.float32(
            0.9**n
        )
    return np.clip(1 - 1.6 * hidden, 0.15, 1)


def linear(color: str) -> Floats:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return np.float32([c**2.2 for c in parts])


def render(name: str) -> Image.Image:
    """The picture of a scene."""
    scene, eye, target, colors = SCENES[name]
    width, height = (round(side * FINER) for side in SIZE)
    forward = np.float32(target) - np.float32(eye)
    forward /= np.linalg.norm(forward)
    right = np.cross(np.float32((0, 1, 0)), forward)
    right /= np.linalg.norm(right)
    up = np.cross(forward, right)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    u, v = (x - width / 2) / height, (height / 2 - y) / height
    way = forward * 1.45 + u.reshape(-1, 1) * right + v.reshape(-1, 1) * up
    way = (way / np.linalg.norm(way, axis=1, keepdims=True)).astype(np.float32)
    start = np.broadcast_to(np.float32(eye), way.shape)
    p = start + march(scene, start, way)[:, None] * way
    image = shade(scene, p, way, np.stack([linear(color) for color in colors]))
    pixels = (np.clip(image, 0, 1) ** (1 / 2.2) * 255).astype(np.uint8).reshape(height, width, 3)
    return Image.fromarray(pixels).resize(SIZE, Image.Resampling.LANCZOS)


def shade(scene: Scene, p: Floats, way: Floats, palette: Floats) -> Floats:
    """The light that comes back from each point, as linear RGB."""
    normal, (_, thing) = normals(scene, p), scene(p)
    sun = np.clip(normal @ SUN, 0, 1) * lit(scene, p + 0.01 * normal)
    sky = open_sky(scene, p, normal) * (0.65 + 0.35 * normal[:, 1])
    half = SUN - way
    half /= np.linalg.norm(half, axis=1, keepdims=True)
    gloss = np.where(thing == 0, 0.0, 0.45) * np.clip((normal * half).sum(axis=1), 0, 1) ** 60 * sun
    edge = (
        np.where(thing == 0, 0.0, 0.18)
        * (1 - np.clip(-(normal * way).sum(axis=1), 0, 1)) ** 4
        * sky
    )
    color = palette[thing]
    warm, cool = np.float32((1.0, 0.93, 0.82)), np.float32((0.62, 0.7, 0.82))
    light = 1.35 * sun[:, None] * warm + 0.6 * sky[:, None] * cool
    out = color * light + (gloss + edge)[:, None]
    return out / (1 + 0.28 * out)


def main() -> None:
    parser = argparse.ArgumentParser("python packaging/samples.py", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("resources/samples"))
    parser.add_argument("--only", choices=SCENES, action="append")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for name in options.only or SCENES:
        render(name).save(options.folder / f"{name}.jpg", quality=88, optimize=True)
        print(options.folder / f"{name}.jpg")


if __name__ == "__main__":
    main()
