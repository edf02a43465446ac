"""Writing ONNX graphs line by line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

_OPSET = 20
_IR_VERSION = 9


class Graph:
    """Grows node by node; tensors are known by name."""

    def __init__(self) -> None:
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def constant(self, numbers: NDArray[Any] | Sequence[Any] | float, kind: str = "") -> str:
        """The name of fixed ``numbers``, which keep their type unless ``kind`` (a numpy type) is given."""
        import numpy as np
        import onnx

        name = f"c{len(self._constants)}"
        array = np.asarray(numbers, kind or None)
        self._constants.append(onnx.numpy_helper.from_array(array, name))
        return name

    def add(self, operator: str, *inputs: str, **attributes: Any) -> str:
        """The name of what ``operator`` makes of ``inputs``."""
        return self.split(operator, *inputs, outputs=1, **attributes)[0]

    def split(self, operator: str, *inputs: str, outputs: int, **attributes: Any) -> list[str]:
        """The same for operators of several outputs."""
        import onnx

        names = [f"t{len(self._nodes)}_{i}" for i in range(outputs)]
        self._nodes.append(onnx.helper.make_node(operator, inputs, names, **attributes))
        return names

    def rename(self, tensor: str, name: str) -> None:
        """Give ``tensor`` out under ``name``."""
        import onnx

        self._nodes.append(onnx.helper.make_node("Identity", [tensor], [name]))

    def linear(self, x: str, weight: NDArray[Any], bias: NDArray[Any] | None = None) -> str:
        """``x`` times ``weight`` (out, in) and ``bias``."""
        product = self.add("MatMul", x, self.constant(weight.T.copy()))
        return product if bias is None else self.add("Add", product, self.constant(bias))

    def finish(
        self,
        inputs: Sequence[tuple[str, str, Sequence[str | int]]],
        outputs: Sequence[tuple[str, str, Sequence[str | int]]],
    ) -> bytes:
        """The serialised model, the same bytes for the same graph; inputs and outputs are name, numpy type, shape."""
        import onnx

        graph = onnx.helper.make_graph(
            self._nodes, "graph", [*map(_value, inputs)], [*map(_value, outputs)], self._constants
        )
        model = onnx.helper.make_model(
            graph,
            producer_name="vlm_studio",
            ir_version=_IR_VERSION,
            opset_imports=[onnx.helper.make_opsetid("", _OPSET)],
        )
        onnx.checker.check_model(model)
        return bytes(model.SerializeToString(deterministic=True))


def _value(row: tuple[str, str, Sequence[str | int]]) -> Any:
    import numpy as np
    import onnx

    name, kind, shape = row
    element = onnx.helper.np_dtype_to_tensor_dtype(np.dtype(kind))
    return onnx.helper.make_tensor_value_info(name, element, shape)
