#!/usr/bin/env python3
"""Write a Llama model from a GGUF file as ONNX at 4 bits, so that transformers.js can be measured on the same weights.

usage: gguf_to_onnx.py MODEL.gguf FOLDER [--f16]     makes FOLDER/onnx/model_q4.onnx (or model_q4f16.onnx), config.json, tokenizer.json

Matrices become MatMulNBits (blocks of 32, asymmetric: 4-bit weights anew, as ONNX has whole zero points only), attention is
GroupQueryAttention with its own rotation, the embedding is read by GatherBlockQuantized from the head's weights where they are tied:
what exports of such models have. Needs numpy and onnx. F32, F16, Q4_0, Q4_1 and Q8_0 are read.
"""
import argparse, json, os, struct

import numpy as np
from onnx import TensorProto, helper, numpy_helper, save

BLOCK = 32
SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
CONTEXT = 2048


class Gguf:
    def __init__(self, path):
        self.bytes = np.memmap(path, np.uint8, "r")
        self.at = 8
        tensors, entries = self.scalar("Q"), self.scalar("Q")
        self.metadata = {self.text(): self.value(self.scalar("I")) for _ in range(entries)}
        self.tensors = {}
        for _ in range(tensors):
            name, rank = self.text(), self.scalar("I")
            shape = [self.scalar("Q") for _ in range(rank)]
            self.tensors[name] = (shape[::-1], self.scalar("I"), self.scalar("Q"))
        alignment = self.metadata.get("general.alignment", 32)
        self.data = -(-self.at // alignment) * alignment

    def scalar(self, code):
        size = struct.calcsize(code)
        value = struct.unpack("<" + code, self.bytes[self.at:self.at + size].tobytes())[0]
        self.at += size
        return value

    def text(self):
        length = self.scalar("Q")
        self.at += length
        return self.bytes[self.at - length:self.at].tobytes().decode("utf-8", "replace")

    def value(self, kind):
        if kind == 8:
            return self.text()
        if kind != 9:
            return self.scalar(SCALARS[kind])
        inner, count = self.scalar("I"), self.scalar("Q")
        return [self.value(inner) for _ in range(count)]

    def tensor(self, name):
        """In f32."""
        shape, kind, offset = self.tensors[name]
        count, start = int(np.prod(shape)), self.data + offset
        raw = lambda size: self.bytes[start:start + size]
        if kind == 0:
            return raw(count * 4).view("<f4").reshape(shape).astype(np.float32)
        if kind == 1:
            return raw(count * 2).view("<f2").reshape(shape).astype(np.float32)
        size = {2: 18, 3: 20, 8: 34}[kind]
        blocks = raw(count // BLOCK * size).reshape(-1, size)
        scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
        if kind == 8:
            return (blocks[:, 2:].view(np.int8).astype(np.float32) * scale).reshape(shape)
        packed = blocks[:, size - 16:]
        quants = np.concatenate([packed & 15, packed >> 4], 1).astype(np.float32)
        if kind == 2:
            return ((quants - 8) * scale).reshape(shape)
        least = blocks[:, 2:4].copy().view("<f2").astype(np.float32)
        return (quants * scale + least).reshape(shape)


def quantise(weights):
    """(rows, columns) to packed nibbles (rows, blocks, 16), scales (rows, blocks) and packed zero points (rows, blocks / 2)."""
    rows, columns = weights.shape
    blocks = weights.reshape(rows, columns // BLOCK, BLOCK)
    least, most = np.minimum(blocks.min(2), 0), np.maximum(blocks.max(2), 0)
    scale = np.maximum((most - least) / 15, 1e-8)
    zero = np.clip(np.round(-least / scale), 0, 15).astype(np.uint8)
    quants = np.clip(np.round(blocks / scale[..., None]) + zero[..., None], 0, 15).astype(np.uint8)
    packed = quants[..., 0::2] | quants[..., 1::2] << 4
    if zero.shape[1] % 2:
        zero = np.concatenate([zero, np.zeros((rows, 1), np.uint8)], 1)
    return packed, scale.astype(np.float32), zero[:, 0::2] | zero[:, 1::2] << 4


class Graph:
    def __init__(self, real):
        self.real, self.nodes, self.constants = real, [], []
        self.elements = TensorProto.FLOAT16 if real == np.float16 else TensorProto.FLOAT

    def constant(self, name, value):
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind, inputs, output, domain="", **attributes):
        outputs = output if isinstance(output, list) else [output]
        self.nodes.append(helper.make_node(kind, inputs, outputs, name=outputs[0] + "/node", domain=domain, **attributes))
        return outputs[0]

    def matrix(self, name, weights, source, output=None):
        packed, scale, zero = quantise(weights)
        parts = [self.constant(f"{name}.quants", packed), self.constant(f"{name}.scales", scale.astype(self.real).reshape(-1)),
                 self.constant(f"{name}.zeros", zero.reshape(-1))]
        rows, columns = weights.shape
        return self.node("MatMulNBits", [source, *parts], output or name, "com.microsoft", K=columns, N=rows, bits=4, block_size=BLOCK,
                         accuracy_level=4)


def halves(weights, heads):
    """Rows of GGUF's adjacent pairs to first and second halves of each head."""
    rows, columns = weights.shape
    return weights.reshape(heads, rows // heads // 2, 2, columns).swapaxes(1, 2).reshape(rows, columns)


def model(gguf, graph):
    key = lambda name, default=None: gguf.metadata.get(f"llama.{name}", default)
    dim, layers, heads = key("embedding_length"), key("block_count"), key("attention.head_count")
    kv_heads, epsilon, base = key("attention.head_count_kv", heads), key("attention.layer_norm_rms_epsilon"), key("rope.freq_base", 1e4)
    head = dim // heads
    angles = np.outer(np.arange(CONTEXT), base ** (-np.arange(0, head, 2) / head))
    cos, sin = (graph.constant(name, of(angles).astype(graph.real)) for name, of in (("cos", np.cos), ("sin", np.sin)))

    one, minus = graph.constant("one", np.array([1], np.int64)), graph.constant("minus_one", np.array([-1], np.int64))
    axis = graph.constant("axis", np.array([1], np.int64))
    total = graph.node("ReduceSum", ["attention_mask", axis], "tokens_all", keepdims=0)
    before = graph.node("Cast", [graph.node("Sub", [total, one], "tokens_before")], "seqlens_k", to=TensorProto.INT32)
    length = graph.node("Gather", [graph.node("Shape", ["attention_mask"], "mask_shape"), graph.constant("second", np.array(1, np.int64))], "length")
    length = graph.node("Cast", [length], "total_length", to=TensorProto.INT32)

    embedding = gguf.tensor("token_embd.weight")
    tied = "output.weight" not in gguf.tensors
    packed, scale, zero = quantise(embedding)
    vocabulary = embedding.shape[0]
    table = [graph.constant("embed.quants", packed.reshape(vocabulary, dim // 2)), "input_ids",
             graph.constant("embed.scales", scale.astype(graph.real)), graph.constant("embed.zeros", zero)]
    x = graph.node("GatherBlockQuantized", table, "embedded", "com.microsoft", bits=4, block_size=BLOCK, gather_axis=0, quantize_axis=1)

    def gains(name):
        return graph.constant(f"{name}.gains", gguf.tensor(name).astype(graph.real))

    normed = graph.node("SimplifiedLayerNormalization", [x, gains("blk.0.attn_norm.weight")], "normed_0", axis=-1, epsilon=epsilon, stash_type=1)
    caches, presents = [], []
    for layer in range(layers):
        tensor = lambda name: gguf.tensor(f"blk.{layer}.{name}.weight")
        at = f"layer_{layer}."
        q = graph.matrix(at + "q", halves(tensor("attn_q"), heads), normed)
        k = graph.matrix(at + "k", halves(tensor("attn_k"), kv_heads), normed)
        v = graph.matrix(at + "v", tensor("attn_v"), normed)
        past = [f"past_key_values.{layer}.key", f"past_key_values.{layer}.value"]
        present = [f"present.{layer}.key", f"present.{layer}.value"]
        att = graph.node("GroupQueryAttention", [q, k, v, *past, before, length, cos, sin], [at + "att", *present], "com.microsoft",
                         num_heads=heads, kv_num_heads=kv_heads, do_rotary=1, rotary_interleaved=0, scale=head ** -0.5)
        out = graph.matrix(at + "out", tensor("attn_output"), att)
        normed = graph.node("SkipSimplifiedLayerNormalization", [x, out, gains(f"blk.{layer}.ffn_norm.weight")],
                            [at + "ffn_in", "", "", at + "residual"], "com.microsoft", epsilon=epsilon)
        x = at + "residual"
        gate, up = graph.matrix(at + "gate", tensor("ffn_gate"), normed), graph.matrix(at + "up", tensor("ffn_up"), normed)
        silu = graph.node("Mul", [gate, graph.node("Sigmoid", [gate], at + "sigmoid")], at + "silu")
        down = graph.matrix(at + "down", tensor("ffn_down"), graph.node("Mul", [silu, up], at + "hidden"))
        name = f"blk.{layer + 1}.attn_norm.weight" if layer + 1 < layers else "output_norm.weight"
        normed = graph.node("SkipSimplifiedLayerNormalization", [x, down, gains(name)],
                            [at + "next_in", "", "", at + "next_residual"] if layer + 1 < layers else [at + "next_in"], "com.microsoft", epsilon=epsilon)
        x = at + "next_residual"
        for list_, names, tokens in ((caches, past, "past_sequence_length"), (presents, present, "total_sequence_length")):
            list_ += [helper.make_tensor_value_info(name, graph.elements, ["batch_size", kv_heads, tokens, head]) for name in names]

    if tied:
        shape = graph.constant("head.shape", np.array([vocabulary, dim // BLOCK, BLOCK // 2], np.int64))
        flat = graph.constant("head.flat", np.array([-1], np.int64))
        parts = [graph.node("Reshape", ["embed.quants", shape], "head.quants"), graph.node("Reshape", ["embed.scales", flat], "head.scales"),
                 graph.node("Reshape", ["embed.zeros", flat], "head.zeros")]
        logits = graph.node("MatMulNBits", [normed, *parts], "logits_real", "com.microsoft", K=dim, N=vocabulary, bits=4, block_size=BLOCK,
                            accuracy_level=4)
    else:
        logits = graph.matrix("logits_real", gguf.tensor("output.weight"), normed)
    graph.node("Cast", [logits], "logits", to=TensorProto.FLOAT)
    # transformers.js sizes the first, empty cache by these names.
    long = lambda name, shape: helper.make_tensor_value_info(name, TensorProto.INT64, shape)
    inputs = [long("input_ids", ["batch_size", "sequence_length"]), long("attention_mask", ["batch_size", "total_sequence_length"]), *caches]
    outputs = [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch_size", "sequence_length", vocabulary]), *presents]
    config = {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": dim, "num_hidden_layers": layers,
              "num_attention_heads": heads, "num_key_value_heads": kv_heads, "head_dim": head, "vocab_size": vocabulary,
              "intermediate_size": key("feed_forward_length"), "max_position_embeddings": CONTEXT,
              "bos_token_id": gguf.metadata.get("tokenizer.ggml.bos_token_id", 1), "eos_token_id": gguf.metadata.get("tokenizer.ggml.eos_token_id", 2)}
    proto = helper.make_graph(graph.nodes, "llama", inputs, outputs, graph.constants)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(proto, opset_imports=opsets, ir_version=9), config


def tokenizer(gguf):
    tokens, kinds = gguf.metadata["tokenizer.ggml.tokens"], gguf.metadata["tokenizer.ggml.token_type"]
    byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    special = [{"id": at, "content": token, "special": True, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
               for at, (token, kind) in enumerate(zip(tokens, kinds)) if kind == 3]
    merges = [merge.split(" ") for merge in gguf.metadata["tokenizer.ggml.merges"]]
    return {"version": "1.0", "truncation": None, "padding": None, "added_tokens": special, "normalizer": None, "pre_tokenizer": byte_level,
            "post_processor": None, "decoder": byte_level,
            "model": {"type": "BPE", "dropout": None, "unk_token": None, "vocab": {token: at for at, token in enumerate(tokens)}, "merges": merges}}


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("gguf")
    args.add_argument("folder")
    args.add_argument("--f16", action="store_true", help="activations in f16")
    args = args.parse_args()
    gguf = Gguf(args.gguf)
    if gguf.metadata["general.architecture"] != "llama":
        raise SystemExit(f"{args.gguf} is no Llama model")
    proto, config = model(gguf, Graph(np.float16 if args.f16 else np.float32))
    os.makedirs(os.path.join(args.folder, "onnx"), exist_ok=True)
    save(proto, os.path.join(args.folder, "onnx", f"model_q4{'f16' if args.f16 else ''}.onnx"))
    texts = {"config": config, "generation_config": {"bos_token_id": config["bos_token_id"], "eos_token_id": config["eos_token_id"]},
             "tokenizer": tokenizer(gguf), "tokenizer_config": {"tokenizer_class": "GPT2Tokenizer", "model_max_length": CONTEXT}}
    for name, text in texts.items():
        with open(os.path.join(args.folder, f"{name}.json"), "w") as file:
            json.dump(text, file)


if __name__ == "__main__":
    main()
