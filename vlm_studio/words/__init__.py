"""Every sentence a person reads."""

from vlm_studio.words.text import Text, plural_text, text

__all__ = ["Text", "plural_text", "text"]
