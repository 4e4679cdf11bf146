"""Writes reference.json beside this file: what PyTorch computes for the operations and trainings that ReferenceTests compares.

    python make_reference.py    (needs torch; the file says which version made it)

Each case has named inputs, the output, and the gradient of sum(output * weights) at each input.
"""
import json
import pathlib

import torch
import torch.nn.functional as F

torch.manual_seed(1)
torch.set_num_threads(1)


def plain(t):
    t = t.detach()
    return {"shape": list(t.shape), "values": [float(f"{v:.9g}") for v in t.reshape(-1).tolist()]}


def normal(*shape):
    return torch.randn(*shape)


def positive(*shape):
    return torch.rand(*shape) * 3 + 0.1


def with_ties(*shape):
    return torch.randint(-1, 2, shape).float()


def images(function, x, *weights):
    """Our images are [n, height, width, channels] and our windows [height, width, inputs, outputs]."""
    weights = [w.permute(3, 2, 0, 1) if w.dim() == 4 else w for w in weights]
    return function(x.permute(0, 3, 1, 2), *weights).permute(0, 2, 3, 1)


labels = [3, 0, 2, 2]
target = F.one_hot(torch.tensor(labels), 5).float()

OPERATIONS = {
    "add": (lambda a, b: a + b, [normal(3, 4), normal(3, 4)]),
    "add a row": (lambda a, b: a + b, [normal(3, 4), normal(4)]),
    "add a row of rank 2": (lambda a, b: a + b, [normal(3, 4), normal(1, 4)]),
    "subtract a column": (lambda a, b: a - b, [normal(3, 4), normal(3, 1)]),
    "multiply a column and a row": (lambda a, b: a * b, [normal(3, 1), normal(1, 4)]),
    "multiply over three axes": (lambda a, b: a * b, [normal(2, 1, 4), normal(3, 1)]),
    "divide": (lambda a, b: a / b, [normal(3, 4), positive(3, 4)]),
    "divide by a row": (lambda a, b: a / b, [normal(3, 4), positive(4)]),
    "number minus tensor": (lambda a: 2 - a, [normal(5)]),
    "number over tensor": (lambda a: 3 / a, [positive(5)]),
    "negate": (lambda a: -a, [normal(5)]),
    "exp": (torch.exp, [normal(3, 4)]),
    "log": (torch.log, [positive(3, 4)]),
    "sqrt": (torch.sqrt, [positive(3, 4)]),
    "pow 3": (lambda a: a ** 3, [normal(3, 4)]),
    "pow 0": (lambda a: a ** 0, [with_ties(3, 4)]),
    "pow -1.5": (lambda a: a ** -1.5, [positive(3, 4)]),
    "abs with zeros": (torch.abs, [with_ties(3, 4)]),
    "relu with zeros": (torch.relu, [with_ties(3, 4)]),
    "sigmoid": (torch.sigmoid, [normal(3, 4) * 4]),
    "tanh": (torch.tanh, [normal(3, 4) * 2]),
    "softmax": (lambda a: torch.softmax(a, -1), [normal(3, 4)]),
    "softmax over axis 0": (lambda a: torch.softmax(a, 0), [normal(3, 4)]),
    "softmax of large numbers": (lambda a: torch.softmax(a, -1), [normal(3, 4) * 1e4]),
    "logSoftmax": (lambda a: torch.log_softmax(a, -1), [normal(3, 4)]),
    "logSoftmax of large numbers": (lambda a: torch.log_softmax(a, -1), [normal(3, 4) * 1e4]),
    "sum": (lambda a: a.sum(), [normal(3, 4)]),
    "sum over axis 0": (lambda a: a.sum(0), [normal(3, 4)]),
    "sum over axes 0 and 2": (lambda a: a.sum((0, 2)), [normal(3, 4, 5)]),
    "sum over axis 1, kept": (lambda a: a.sum(1, keepdim=True), [normal(3, 4, 5)]),
    "mean": (lambda a: a.mean(), [normal(3, 4)]),
    "mean over the last axis": (lambda a: a.mean(-1), [normal(3, 4)]),
    "max": (lambda a: a.amax(), [normal(3, 4)]),
    "max over axis 1 with ties": (lambda a: a.amax(1), [with_ties(6, 4)]),
    "max over axis 0, kept": (lambda a: a.amax(0, keepdim=True), [normal(3, 4)]),
    "transposed": (lambda a: a.T * 1, [normal(3, 4)]),
    "transposed over three axes": (lambda a: a.permute(2, 0, 1) * 1, [normal(2, 3, 4)]),
    "reshaped": (lambda a: a.reshape(2, 6) * 1, [normal(3, 4)]),
    "rows": (lambda a: a[1:3] * 1, [normal(4, 3)]),
    "one row": (lambda a: a[2] * 1, [normal(4, 3)]),
    "gathered rows": (lambda a: a[[3, 0, 3]], [normal(4, 3)]),
    "matmul": (torch.matmul, [normal(3, 4), normal(4, 5)]),
    "matmul of a vector": (torch.matmul, [normal(4), normal(4, 5)]),
    "matmul with a vector": (torch.matmul, [normal(3, 4), normal(4)]),
    "dot product": (torch.matmul, [normal(4), normal(4)]),
    "matmul with more rows": (torch.matmul, [normal(2, 3, 4), normal(4, 5)]),
    "meanSquaredError": (F.mse_loss, [normal(4, 5), target.clone()]),
    "softmaxCrossEntropy of labels": (lambda a: F.cross_entropy(a, torch.tensor(labels)), [normal(4, 5)]),
    "softmaxCrossEntropy of large logits": (
        lambda a: F.cross_entropy(a, torch.tensor(labels)), [torch.tensor([[1e4, -1e4, 0, 5, -5]] * 4)]),
    "softmaxCrossEntropy of one-hot": (F.cross_entropy, [normal(4, 5), target.clone()]),
    "maximum with ties": (torch.maximum, [with_ties(3, 4), with_ties(3, 4)]),
    "minimum with ties": (torch.minimum, [with_ties(3, 4), with_ties(4)]),
    "clamp at its bounds": (lambda a: torch.clamp(a, -1, 0.5), [with_ties(3, 4)]),
    "where": (lambda a, b: torch.where(torch.tensor([True, False, True, False]), a, b), [normal(3, 1), normal(4)]),
    "pow of tensors": (torch.pow, [positive(3, 4), normal(4)]),
    "pow of zeros": (torch.pow, [torch.zeros(4), torch.tensor([0.0, 1.0, 2.0, 3.0])]),
    "min over axis 1 with ties": (lambda a: a.amin(1), [with_ties(6, 4)]),
    "variance over axis 0": (lambda a: a.var(0, correction=0), [normal(3, 4)]),
    "variance of a sample": (lambda a: a.var(), [normal(3, 4)]),
    "slices": (lambda a: a[1:, :2, 1:3] * 1, [normal(3, 4, 5)]),
    "gathered columns": (lambda a: a[:, [3, 0, 3]], [normal(3, 4)]),
    "picked": (lambda a: a[[0, 1, 2], [3, 0, 2]], [normal(3, 4)]),
    "padded": (lambda a: F.pad(a, (1, 2, 0, 1), value=0.5), [normal(2, 3)]),
    "concatenated": (lambda a, b: torch.cat([a, b], 1), [normal(2, 3), normal(2, 2)]),
    "stacked": (lambda a, b: torch.stack([a, b], 1), [normal(2, 3), normal(2, 3)]),
    "batched matmul": (torch.matmul, [normal(2, 1, 3, 4), normal(3, 4, 2)]),
    "leakyRelu with zeros": (lambda a: F.leaky_relu(a, 0.1), [with_ties(3, 4)]),
    "gelu": (F.gelu, [normal(3, 4) * 3]),
    "meanAbsoluteError with ties": (F.l1_loss, [with_ties(3, 4), with_ties(3, 4)]),
    "huberLoss": (lambda a, b: F.huber_loss(a, b, delta=0.7), [normal(3, 4) * 2, normal(3, 4)]),
    "binaryCrossEntropy": (F.binary_cross_entropy_with_logits, [normal(3, 4), torch.rand(3, 4)]),
    "binaryCrossEntropy of large logits": (
        F.binary_cross_entropy_with_logits, [torch.tensor([1e4, -1e4, 0.0]), torch.tensor([0.0, 1.0, 1.0])]),
    "convolution": (lambda x, w, b: images(F.conv2d, x, w, b), [normal(3, 6, 5, 2), normal(3, 3, 2, 4), normal(4)]),
    "convolution of one channel": (
        lambda x, w, b: images(F.conv2d, x, w, b), [normal(5, 7, 7, 1), normal(3, 3, 1, 16), normal(16)]),
    "convolution, stride 2, same": (
        lambda x, w, b: images(lambda x, w, b: F.conv2d(F.pad(x, (0, 1, 0, 1)), w, b, stride=2), x, w, b),
        [normal(2, 6, 6, 3), normal(3, 3, 3, 2), normal(2)]),
    "convolution and relu, same": (
        lambda x, w, b: torch.relu(images(lambda x, w, b: F.conv2d(x, w, b, padding=1), x, w, b)),
        [normal(3, 4, 5, 16), normal(3, 3, 16, 16), normal(16)]),
    "maxPool2D with ties": (lambda x: images(lambda x: F.max_pool2d(x, 2), x), [with_ties(2, 5, 4, 3)]),
    "maxPool2D, overlapping": (lambda x: images(lambda x: F.max_pool2d(x, 3, 2), x), [normal(2, 7, 7, 2)]),
    "averagePool2D": (lambda x: images(lambda x: F.avg_pool2d(x, 2), x), [normal(2, 5, 4, 3)]),
    "averagePool2D, overlapping": (lambda x: images(lambda x: F.avg_pool2d(x, 3, 1), x), [normal(2, 4, 4, 2)]),
    "global average pool": (lambda x: x.mean((1, 2)), [normal(2, 5, 4, 3)]),
    "BatchNorm in training": (
        lambda x: F.batch_norm(x.movedim(-1, 1), None, None, training=True).movedim(1, -1), [normal(4, 3, 2, 5)]),
    "BatchNorm of rows": (lambda x: F.batch_norm(x, None, None, training=True), [normal(6, 4)]),
    "LayerNorm": (lambda x: F.layer_norm(x, (5,)), [normal(2, 3, 5)]),
    "Embedding": (lambda w: F.embedding(torch.tensor([[2, 0], [2, 3]]), w), [normal(4, 3)]),
}


def operation(name):
    function, inputs = OPERATIONS[name]
    inputs = [x.clone().requires_grad_() for x in inputs]
    output = function(*inputs)
    weights = torch.randn(output.shape)
    gradients = torch.autograd.grad((output * weights).sum(), inputs)
    return {"name": name, "inputs": [plain(x) for x in inputs], "weights": plain(weights),
            "output": plain(output), "gradients": [plain(g) for g in gradients]}


def training(name, loss, make_optimizer):
    """Six steps of a small network with relu; the loss of each, and the weights after them."""
    x, y = normal(8, 6), torch.tensor([0, 1, 2, 0, 1, 2, 0, 1])
    weights = [normal(6, 5) * 0.5, torch.zeros(5), normal(5, 3) * 0.5, torch.full((3,), 0.1)]
    start = [plain(w) for w in weights]
    weights = [w.requires_grad_() for w in weights]
    optimizer = make_optimizer(weights)
    losses = []
    for _ in range(6):
        out = torch.relu(x @ weights[0] + weights[1]) @ weights[2] + weights[3]
        if loss == "mse":
            value = F.mse_loss(out, F.one_hot(y, 3).float())
        else:
            value = F.cross_entropy(out, y)
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        losses.append(float(f"{value.item():.9g}"))
    return {"name": name, "inputs": plain(x), "labels": y.tolist(), "start": start, "losses": losses,
            "end": [plain(w) for w in weights]}


reference = {
    "madeBy": f"PyTorch {torch.__version__.split('+')[0]}",
    "operations": [operation(name) for name in OPERATIONS],
    "trainings": [
        training("SGD", "mse", lambda w: torch.optim.SGD(w, lr=0.1)),
        training("SGD with momentum", "mse", lambda w: torch.optim.SGD(w, lr=0.1, momentum=0.9)),
        training("SGD with Nesterov and decay", "mse", lambda w: torch.optim.SGD(
            w, lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.01)),
        training("SGD with decay", "mse", lambda w: torch.optim.SGD(w, lr=0.1, weight_decay=0.01)),
        training("RMSProp", "mse", lambda w: torch.optim.RMSprop(w, lr=0.01)),
        training("RMSProp with momentum", "mse", lambda w: torch.optim.RMSprop(w, lr=0.01, momentum=0.5)),
        training("AdamW", "crossEntropy", lambda w: torch.optim.AdamW(w, lr=0.01, weight_decay=0.1)),
        training("Adam", "crossEntropy", lambda w: torch.optim.Adam(w, lr=0.01)),
    ],
}
path = pathlib.Path(__file__).resolve().with_name("reference.json")
with open(path, "w") as file:
    # One case a line: a change shows as the lines of the cases that changed.
    file.write('{"madeBy": ' + json.dumps(reference["madeBy"]))
    for key in ("operations", "trainings"):
        file.write(f',\n"{key}": [\n' + ",\n".join(json.dumps(case) for case in reference[key]) + "\n]")
    file.write("}\n")
