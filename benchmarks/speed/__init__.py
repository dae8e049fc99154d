"""The parts of `make bench`: pages, a loopback server, the pipeline in a process of its own, the peers."""
