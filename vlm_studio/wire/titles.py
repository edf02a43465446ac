"""What each kind of request is called in sentences."""

from __future__ import annotations

from vlm_studio.tasks.names import TITLES
from vlm_studio.wire.images import (
    ExportImagesRequest,
    ListPicturesRequest,
    OpenImageRequest,
    PruneRequest,
    SummariesRequest,
    ThumbnailsRequest,
)
from vlm_studio.wire.models import AddModelRequest, DescribeRequest
from vlm_studio.wire.staging import FindDesignsRequest, KeepDesignsRequest
from vlm_studio.wire.work import (
    AnnotationsRequest,
    ConvertRequest,
    CutOutRequest,
    DecodeRequest,
    DrawingRequest,
    DrawRequest,
    ExportRequest,
    FillRequest,
    MaskPictureRequest,
    MergeRequest,
    OpaqueRequest,
    OpenRequest,
    PaletteRequest,
    PullRequest,
    RemoveRequest,
    Request,
    SaveRequest,
    VerifyRequest,
)
from vlm_studio.words import Text, text

_TITLES: dict[type[Request], Text] = {
    OpenRequest: text("Open"),
    DecodeRequest: text("Read picture"),
    AnnotationsRequest: text("Add annotations"),
    MaskPictureRequest: text("Add mask"),
    DrawingRequest: text("Open"),
    SaveRequest: text("Save"),
    ExportRequest: text("Export"),
    CutOutRequest: text("Cut out"),
    PaletteRequest: text("Palette"),
    MergeRequest: text("Merge layers"),
    ConvertRequest: text("Convert shapes"),
    DrawRequest: text("Copy"),
    FillRequest: text("Fill"),
    OpaqueRequest: text("Mask of opaque pixels"),
    PullRequest: text("Get model"),
    AddModelRequest: text("Add model"),
    DescribeRequest: text("Check model"),
    VerifyRequest: text("Check model"),
    RemoveRequest: text("Remove model"),
    ListPicturesRequest: text("Open folder"),
    SummariesRequest: text("Open folder"),
    OpenImageRequest: text("Open"),
    ThumbnailsRequest: text("Read picture"),
    PruneRequest: text("Read picture"),
    ExportImagesRequest: text("Export"),
    KeepDesignsRequest: text("Keep designs"),
    FindDesignsRequest: text("Find earlier designs"),
}


def title(request: Request) -> Text:
    """The short name of what ``request`` asks for."""
    tag = str(type(request).__struct_config__.tag)
    return TITLES[tag] if tag in TITLES else _TITLES[type(request)]


def program_error(request: Request) -> Text:
    """What is said when ``request`` failed for a reason that nobody foresaw."""
    return text("{task} failed because of an error in the program.", task=title(request))
