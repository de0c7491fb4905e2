"""Run launchers for Dagster on AWS: runs on EMR Serverless, and each run where it belongs.

``emr_serverless.EmrServerlessRunLauncher`` makes a run one EMR Serverless job whose Spark driver is the run's worker.
``routing.RoutingRunLauncher`` hands each run to one of several launchers.
``dimension_queue.DimensionQueuedRunCoordinator`` queues runs so that a limit per value of a partition dimension holds
for runs over a range of partitions too. They need dagster, dagster-aws and boto3, and know nothing of the graph that
they launch. Nothing is imported here, so that each process loads only what it uses.
"""
