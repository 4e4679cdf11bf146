"""Does the work of `benchmarks` with another library, and prints a line of JSON.

    python3 -m venv jax && jax/bin/pip install jax
    jax/bin/python Tests/benchmark-peers.py jax --work mlp-ce-adam --batch 128

An environment of its own for each: jax, torch, tensorflow-cpu, numpy. Times are of whole epochs over 60,000 digits, shuffling
and update included, after one epoch to warm up; those of the convolutional network are of 6,000 digits, times ten. Run it beside `benchmarks`, in turn, on a machine that does nothing else.
"""
import argparse, json, os, resource, statistics, time

import numpy as np

parser = argparse.ArgumentParser()
parser.add_argument("peer", choices=["jax", "torch", "torch-compiled", "tensorflow", "tensorflow-xla"])
parser.add_argument(
    "--work", choices=["mlp-mse-sgd", "mlp-ce-adam", "cnn", "tiny-operations"], default="mlp-mse-sgd")
parser.add_argument("--batch", type=int, default=128)
parser.add_argument("--epochs", type=int, default=5)
parser.add_argument("--data", default=os.path.expanduser("~/.cache/labbook/mnist"))
options = parser.parse_args()
peer, work, batch = options.peer, options.work, options.batch
if not (peer.startswith("torch") or work.startswith("mlp") or work == "cnn" and peer != "jax"):
    parser.error(f"expected work that is written for {peer}, found {work}")
is_cnn, adam = work == "cnn", work != "mlp-mse-sgd"
sizes = [784, 512, 256, 10]
images = np.fromfile(f"{options.data}/train-images-idx3-ubyte", np.uint8, offset=16).reshape(-1, 784) / np.float32(255)
labels = np.fromfile(f"{options.data}/train-labels-idx1-ubyte", np.uint8, offset=8).astype(np.int32)
one_hot = np.eye(10, dtype=np.float32)[labels]
if is_cnn:
    images, labels = images[:6000].reshape(-1, 28, 28, 1), labels[:6000]
steps = len(images) // batch


def with_jax():
    """The whole epoch is one compiled function."""
    import jax
    import jax.numpy as jnp

    keys = jax.random.split(jax.random.key(1), 3)
    weights = [
        (jax.random.normal(key, (a, b)) * np.sqrt(2 / a), jnp.zeros(b)) for key, a, b in zip(keys, sizes, sizes[1:])
    ]
    targets = one_hot

    def loss(weights, x, target):
        for w, b in weights[:-1]:
            x = jax.nn.relu(x @ w + b)
        out = x @ weights[-1][0] + weights[-1][1]
        if adam:
            return -jnp.mean(jnp.sum(target * jax.nn.log_softmax(out), 1))
        return jnp.mean((out - target) ** 2)

    def step(state, rows):
        weights, mean, square, t = state
        gradient = jax.grad(loss)(weights, x[rows], y[rows])
        if not adam:
            return (jax.tree.map(lambda w, g: w - 0.5 * g, weights, gradient), mean, square, t), None
        t = t + 1
        mean = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, mean, gradient)
        square = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, square, gradient)
        rate, root = 1e-3 / (1 - 0.9**t), jnp.sqrt(1 / (1 - 0.999**t))
        change = lambda w, m, v: w - rate * m / (jnp.sqrt(v) * root + 1e-8)
        return (jax.tree.map(change, weights, mean, square), mean, square, t), None

    x, y = jnp.asarray(images), jnp.asarray(targets)
    zeros = jax.tree.map(jnp.zeros_like, weights) if adam else ()

    def epoch_of(state, key):
        order = jax.random.permutation(key, len(images))[: steps * batch].reshape(steps, batch)
        return jax.lax.scan(step, state, order)[0]

    compiled = jax.jit(epoch_of, donate_argnums=0)
    state = (weights, zeros, jax.tree.map(jnp.copy, zeros), jnp.float32(0))

    def epoch(number):
        nonlocal state
        state = jax.block_until_ready(compiled(state, jax.random.key(number)))

    return jax.__version__, epoch


def with_torch(is_compiled):
    import torch
    from torch import nn

    torch.set_num_threads(len(os.sched_getaffinity(0)))
    layers = [part for a, b in zip(sizes, sizes[1:]) for part in (nn.Linear(a, b), nn.ReLU())][:-1]
    if is_cnn:
        layers = [
            nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
            nn.Linear(9216, 128), nn.ReLU(), nn.Linear(128, 10),
        ]
    model = nn.Sequential(*layers)
    x = torch.from_numpy(images.transpose(0, 3, 1, 2).copy() if is_cnn else images)
    y = torch.from_numpy(labels.astype(np.int64) if adam else one_hot)
    loss = nn.CrossEntropyLoss() if adam else nn.MSELoss()
    make = torch.optim.Adam if adam else torch.optim.SGD
    optimizer = make(model.parameters(), lr=1e-3 if adam else 0.5, fused=True)

    def step(inputs, targets):
        optimizer.zero_grad()
        loss(model(inputs), targets).backward()
        optimizer.step()

    step = torch.compile(step) if is_compiled else step

    def epoch(number):
        order = torch.randperm(len(images))
        for i in range(steps):
            rows = order[i * batch : (i + 1) * batch]
            step(x[rows], y[rows])

    def tiny_operations(number):
        x, y = torch.randn(64, requires_grad=True), torch.randn(64)
        z = x
        for _ in range(5000):
            z = z * y + x
        z.sum().backward()

    return torch.__version__, tiny_operations if work == "tiny-operations" else epoch


def with_tensorflow(uses_xla):
    """The whole epoch is one graph."""
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"
    import keras
    import tensorflow as tf

    layer = keras.layers.Dense
    layers = [keras.layers.Input((784,)), layer(512, "relu"), layer(256, "relu"), layer(10)]
    if is_cnn:
        conv = keras.layers.Conv2D
        layers = [
            keras.layers.Input((28, 28, 1)), conv(32, 3, activation="relu"), conv(64, 3, activation="relu"),
            keras.layers.MaxPooling2D(), keras.layers.Flatten(), layer(128, "relu"), layer(10),
        ]
    model = keras.Sequential(layers)
    x, y = tf.constant(images), tf.constant(labels if adam else one_hot)
    losses = keras.losses
    loss = losses.SparseCategoricalCrossentropy(from_logits=True) if adam else losses.MeanSquaredError()
    optimizer = keras.optimizers.Adam(1e-3) if adam else keras.optimizers.SGD(0.5)
    optimizer.build(model.trainable_variables)

    @tf.function(jit_compile=uses_xla)
    def step(inputs, targets):
        with tf.GradientTape() as tape:
            value = loss(targets, model(inputs, training=True))
        optimizer.apply(tape.gradient(value, model.trainable_variables), model.trainable_variables)

    @tf.function
    def epoch_of():
        order = tf.random.shuffle(tf.range(len(images)))
        for i in tf.range(steps):
            rows = tf.ensure_shape(order[i * batch : (i + 1) * batch], [batch])
            step(tf.gather(x, rows), tf.gather(y, rows))

    return tf.__version__, lambda number: epoch_of()


version, epoch = (
    with_jax() if peer == "jax"
    else with_torch(peer == "torch-compiled") if peer.startswith("torch")
    else with_tensorflow(peer == "tensorflow-xla")
)
seconds = []
for number in range(options.epochs + 1):
    start = time.perf_counter()
    epoch(number)
    seconds.append(time.perf_counter() - start)
seconds = [it * (10 if is_cnn else 1) for it in seconds[1:]]
print(json.dumps({
    "name": f"{work}-{batch}" if work.startswith("mlp") else work, "peer": peer, "version": version,
    "median_s": round(statistics.median(seconds), 4), "best_s": round(min(seconds), 4), "rounds": len(seconds),
    "rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
}), flush=True)
