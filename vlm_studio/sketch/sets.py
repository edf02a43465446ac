"""The icon sets of the sketch library: who drew them and under which licence."""

from __future__ import annotations

import msgspec


class IconSet(msgspec.Struct, frozen=True):
    """``id`` is also the name of its file; ``only`` is the end of the names that are taken, where it has several styles."""

    id: str
    name: str
    licence: str
    author: str
    address: str
    only: str = ""


SETS = (
    IconSet("akar-icons", "Akar Icons", "MIT", "Arturo Wibawa", "https://github.com/artcoholic/akar-icons"),
    IconSet("feather", "Feather Icons", "MIT", "Cole Bemis", "https://github.com/feathericons/feather"),
    IconSet("hugeicons", "Huge Icons", "MIT", "Hugeicons", "https://hugeicons.com"),
    IconSet("icon-park-outline", "IconPark Outline", "Apache-2.0", "ByteDance", "https://github.com/bytedance/IconPark"),
    IconSet("iconoir", "Iconoir", "MIT", "Luca Burgio", "https://github.com/iconoir-icons/iconoir"),
    IconSet("lucide", "Lucide", "ISC", "Lucide Contributors", "https://github.com/lucide-icons/lucide"),
    IconSet("mage", "Mage Icons", "Apache-2.0", "MageIcons", "https://github.com/Mage-Icons/mage-icons"),
    IconSet("mynaui", "Myna UI Icons", "MIT", "Praveen Juge", "https://github.com/praveenjuge/mynaui-icons"),
    IconSet("solar", "Solar", "CC-BY-4.0", "480 Design", "https://www.figma.com/community/file/1166831539721848736", "-linear"),
    IconSet("tabler", "Tabler Icons", "MIT", "Paweł Kuna", "https://github.com/tabler/tabler-icons"),
)  # fmt: skip
