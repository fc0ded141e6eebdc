"""Real MultiWorkerMirroredStrategy, one of two processes with TF_CONFIG: its sum of gradients, its examples."""

import json
import os

import numpy as np
import tensorflow as tf

EXAMPLES, WIDTH = 64, 6


def main() -> dict[str, float]:
    """One step with integers, so that the sum must be the very same; and what the chief does beside."""
    strategy = tf.distribute.MultiWorkerMirroredStrategy()
    random = np.random.default_rng(0)
    x, y = random.integers(-9, 10, (EXAMPLES, WIDTH)).astype(float), random.integers(-9, 10, EXAMPLES).astype(float)
    data = tf.data.Dataset.from_tensor_slices((x, y)).batch(EXAMPLES)
    options = tf.data.Options()
    options.experimental_distribute.auto_shard_policy = tf.data.experimental.AutoShardPolicy.DATA

    @tf.function
    def step(part: tuple[tf.Tensor, tf.Tensor]) -> tf.Tensor:
        def replica(x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
            own = -tf.linalg.matvec(x, y, transpose_a=True)
            return tf.distribute.get_replica_context().all_reduce("SUM", own)

        return strategy.run(replica, args=part)

    seen, total = 0, np.zeros(WIDTH)
    for part in strategy.experimental_distribute_dataset(data.with_options(options)):
        seen += sum(len(local) for local in strategy.experimental_local_results(part[0]))
        total += step(part).numpy()
    task = json.loads(os.environ["TF_CONFIG"])["task"]["index"]
    is_chief = strategy.cluster_resolver.task_id == 0
    return {
        "off": float(abs(total + x.T @ y).max()),
        "share": seen / EXAMPLES,
        "replicas": strategy.num_replicas_in_sync,
        "chief": float(is_chief),
        "task": task,
    }


print(json.dumps(main()), flush=True)
os._exit(0)
