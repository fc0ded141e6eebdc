"""Real ParameterServerStrategy, an in-process cluster of 2 workers and 2 servers: updates applied, servers used."""

import json
import os
import socket

import tensorflow as tf

UPDATES = 200


def main() -> dict[str, float]:
    """Schedule updates that each add one, and count what the servers hold in the end."""
    ports = []
    for _ in range(4):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            ports.append(f"127.0.0.1:{free.getsockname()[1]}")
    cluster = tf.train.ClusterSpec({"worker": ports[:2], "ps": ports[2:]})
    threads = tf.compat.v1.ConfigProto(inter_op_parallelism_threads=4)  # on two cores the workers would wait for ever
    servers = [
        tf.distribute.Server(cluster, job_name=job, task_index=at, protocol="grpc", config=threads)
        for job in ("worker", "ps")
        for at in range(2)
    ]
    resolver = tf.distribute.cluster_resolver.SimpleClusterResolver(cluster, rpc_layer="grpc")
    strategy = tf.distribute.ParameterServerStrategy(resolver)
    coordinator = tf.distribute.coordinator.ClusterCoordinator(strategy)
    with strategy.scope():
        counts = [tf.Variable(0.0) for _ in range(4)]

    @tf.function
    def update() -> None:
        def replica() -> None:
            for count in counts:
                count.assign_add(1.0)

        strategy.run(replica)

    for _ in range(UPDATES):
        coordinator.schedule(update)
    coordinator.join()
    applied = {float(count.read_value()) for count in counts}
    places = {count.device for count in counts}
    assert len(servers) == 4
    return {"applied": min(applied), "most": max(applied), "servers": len(places)}


print(json.dumps(main()), flush=True)
os._exit(0)
