"""Works out what the names of the sketch library mean: ``python packaging/meanings.py``, whenever the library changes.

So that nobody has to wait for it, the program comes with the result: four bits a number, 3.5 MB. The library and the
encoder have to be there (``vlm-studio models pull icons && vlm-studio models pull all-minilm-l6-v2``).
"""

from __future__ import annotations

from typing import cast

from vlm_studio.inference.cache import EngineCache
from vlm_studio.inference.design import IconLibrary
from vlm_studio.inference.finder import SHIPPED, worked_out
from vlm_studio.inference.sentences import Sentences
from vlm_studio.models.store import ModelStore
from vlm_studio.paths import models_folder, resource


def main() -> None:
    cache = EngineCache(ModelStore(models_folder()))
    cards = [cache.store.card(id) for id in ("icons", "all-minilm-l6-v2")]
    said = {card.id: ",".join(file.sha256 for file in card.files) for card in cards}
    with cache.lease(cards[0], "cpu") as icons, cache.lease(cards[1], "cpu") as words:
        library, sentences = cast("IconLibrary", icons).library, cast("Sentences", words)
        content = worked_out(library, sentences, lambda *_: None, **said)
    folder = resource("sketches")
    folder.mkdir(exist_ok=True)
    (folder / SHIPPED).write_bytes(content)


if __name__ == "__main__":
    main()
