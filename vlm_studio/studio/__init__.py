"""The application without a window: documents, settings, models and jobs; what the window and its tests call."""

from vlm_studio.studio.notice import Kind, Notice
from vlm_studio.studio.studio import Studio

__all__ = ["Kind", "Notice", "Studio"]
