"""Real MirroredStrategy on 2 and 4 logical CPUs: how far its weights are from one device's, and from each other."""

import json
import sys

import numpy as np
import tensorflow as tf

STEPS, ROWS, WIDTH = 10, 32, 5


def main(replicas: int) -> dict[str, float]:
    """Ten steps of least squares in float64 by `replicas` logical CPUs and by hand on the whole batch."""
    (cpu,) = tf.config.list_physical_devices("CPU")
    tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * replicas)
    strategy = tf.distribute.MirroredStrategy([f"CPU:{at}" for at in range(replicas)])
    random = np.random.default_rng(0)
    x, y, start = random.normal(size=(ROWS, WIDTH)), random.normal(size=(ROWS, 1)), random.normal(size=(WIDTH, 1))
    with strategy.scope():
        weights = tf.Variable(start)
    share = tf.data.Dataset.from_tensors((x, y)).unbatch().batch(ROWS).repeat(STEPS)
    spread = 0.0

    @tf.function
    def step(part: tuple[tf.Tensor, tf.Tensor]) -> None:
        def replica(x: tf.Tensor, y: tf.Tensor) -> None:
            with tf.GradientTape() as tape:
                loss = tf.reduce_sum((x @ weights - y) ** 2) / ROWS
            gradient = tf.distribute.get_replica_context().all_reduce("SUM", tape.gradient(loss, weights))
            weights.assign_sub(0.1 * gradient)

        strategy.run(replica, args=part)

    alone = start
    for part in strategy.experimental_distribute_dataset(share):
        step(part)
        alone = alone - 0.1 * 2 * x.T @ (x @ alone - y) / ROWS
        copies = [copy.numpy() for copy in strategy.experimental_local_results(weights)]
        spread = max(spread, *(float(abs(copy - copies[0]).max()) for copy in copies))
    off = max(float(abs(copy - alone).max()) for copy in copies)
    return {"off": off, "spread": spread, "replicas": len(copies), "moved": float(abs(alone - start).max())}


print(json.dumps(main(int(sys.argv[1]))))
