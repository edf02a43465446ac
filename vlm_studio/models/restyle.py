"""Style networks that can paint a picture in pieces.

Their layers are normalised by the mean and the variance of the whole picture. A piece has others, so pieces painted
each for itself would not fit together. The graph is therefore given a way to take those numbers from outside; with
them, what is painted at a place depends on its surroundings alone.
"""

from __future__ import annotations

from typing import Any

from vlm_studio.errors import StudioError
from vlm_studio.words import text

KEEP = "keep"
"""The name of the input, a bool, that says whether the given statistics are to be used."""
GIVEN, FOUND = "given", "found"
"""What names of inputs and outputs with statistics start with; each is float32 (1, channels, 1, 1)."""
_CHANNELS = 3


def to_onnx(network: bytes) -> bytes:
    """``network`` with its statistics going in and out, and its first input, a picture, of any height and width.

    The same bytes for the same input. Raises :class:`StudioError` when it is not a network of that kind.
    """
    import onnx

    try:
        model = onnx.load_model_from_string(network)
        _open_up(model.graph)
        onnx.checker.check_model(model)
    except (onnx.checker.ValidationError, ValueError) as error:
        raise StudioError(text("This file is not the style network that it should be.")) from error
    return bytes(model.SerializeToString(deterministic=True))


def _open_up(graph: Any) -> None:
    import onnx

    _any_size(graph)
    pooled = [node.output[0] for node in graph.node if _pools(node)]
    if not pooled:
        raise ValueError("no layer is normalised")
    graph.input.append(onnx.helper.make_tensor_value_info(KEEP, onnx.TensorProto.BOOL, [1]))
    nodes = []
    for node in graph.node:
        for place, name in enumerate(node.input):
            if name in pooled:
                node.input[place] = _used(pooled.index(name))
        nodes.append(node)
        if _pools(node):
            nodes.append(_choice(graph, node, pooled.index(node.output[0])))
    nodes = [onnx.NodeProto.FromString(node.SerializeToString()) for node in nodes]
    del graph.node[:]
    graph.node.extend(nodes)


def _used(number: int) -> str:
    return f"used{number}"


def _choice(graph: Any, node: Any, number: int) -> Any:
    """What ``node`` pooled is given out, and used from here on unless what is given from outside is to be kept."""
    import onnx

    given, found = f"{GIVEN}{number}", f"{FOUND}{number}"
    node.output[0] = found
    for values, name in ((graph.input, given), (graph.output, found)):
        shape = [1, f"{name}_channels", 1, 1]
        values.append(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape))
    return onnx.helper.make_node("Where", [KEEP, given, found], [_used(number)])


def _pools(node: Any) -> bool:
    axes = [list(one.ints) for one in node.attribute if one.name == "axes"]
    return node.op_type == "GlobalAveragePool" or (
        node.op_type == "ReduceMean" and axes == [[2, 3]]
    )


def _any_size(graph: Any) -> None:
    """Let the picture, and so the result, have any height and width."""
    for value in (graph.input[0], graph.output[0]):
        for place, side in enumerate(value.type.tensor_type.shape.dim):
            if side.dim_value > _CHANNELS:
                side.dim_param = f"side{place}"
    del graph.value_info[:]
