"""Real all-reduce of torch's gloo: how much leaves each process on the wire, and how far the sum is off."""

import json
import os
import sys
from pathlib import Path

import torch
import torch.distributed as dist
import torch.multiprocessing as processes

NUMBERS = 4_000_000


def sent() -> int:
    """Bytes that have gone over the loopback of this network namespace."""
    (line,) = (line for line in Path("/proc/net/dev").read_text().splitlines() if line.strip().startswith("lo:"))
    return int(line.split(":")[1].split()[8])


def work(rank: int, workers: int, folder: str) -> None:
    """One process: all-reduce integers once, and say what came out."""
    dist.init_process_group("gloo", init_method=f"file://{folder}/meet", rank=rank, world_size=workers)
    gradient = (torch.arange(NUMBERS, dtype=torch.float64) % 97) * (rank + 1)
    dist.barrier()
    before = sent()
    dist.barrier()
    dist.all_reduce(gradient)
    dist.barrier()
    whole = (torch.arange(NUMBERS, dtype=torch.float64) % 97) * (workers * (workers + 1) // 2)
    told = {"off": float((gradient - whole).abs().max()), "bytes": sent() - before}
    Path(folder, f"{rank}.json").write_text(json.dumps(told))
    dist.barrier()
    dist.destroy_process_group()


def main(workers: int, folder: str) -> dict[str, float]:
    """Gradients that leave a worker, from the bytes on the wire; only this all-reduce uses the loopback."""
    processes.spawn(work, (workers, folder), nprocs=workers)
    told = [json.loads(Path(folder, f"{rank}.json").read_text()) for rank in range(workers)]
    carried = max(each["bytes"] for each in told) / workers / (NUMBERS * 8)
    return {"off": max(each["off"] for each in told), "sent": carried}


if __name__ == "__main__":
    os.environ["GLOO_SOCKET_IFNAME"] = "lo"
    print(json.dumps(main(int(sys.argv[1]), sys.argv[2])))
