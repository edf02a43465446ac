"""What each kind of request is called in sentences."""

from __future__ import annotations

from vlm_studio.tasks.requests import (
    BoxMasksRequest,
    DetectRequest,
    MaskRequest,
    PoseRequest,
    PrepareRequest,
    SegmentRequest,
)
from vlm_studio.wire.work import (
    CutOutRequest,
    DecodeRequest,
    ExportRequest,
    MergeRequest,
    OpenRequest,
    PullRequest,
    RemoveRequest,
    Request,
    SaveRequest,
    VerifyRequest,
)
from vlm_studio.words import Text, text

_TITLES: dict[type[Request], Text] = {
    DetectRequest: text("Detect"),
    SegmentRequest: text("Segment"),
    BoxMasksRequest: text("Masks from boxes"),
    PoseRequest: text("Pose"),
    MaskRequest: text("Mask"),
    PrepareRequest: text("Prepare masks"),
    OpenRequest: text("Open"),
    DecodeRequest: text("Read picture"),
    SaveRequest: text("Save"),
    ExportRequest: text("Export"),
    CutOutRequest: text("Cut out"),
    MergeRequest: text("Merge layers"),
    PullRequest: text("Get model"),
    VerifyRequest: text("Check model"),
    RemoveRequest: text("Remove model"),
}


def title(request: Request) -> Text:
    """The short name of what ``request`` asks for."""
    return _TITLES[type(request)]


def program_error(request: Request) -> Text:
    """What is said when ``request`` failed for a reason that nobody foresaw."""
    return text("{task} failed because of an error in the program.", task=title(request))
