"""Running an experiment: runs dealt into chunks, executors that compute them, progress."""
