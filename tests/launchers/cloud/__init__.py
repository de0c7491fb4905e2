"""AWS on 127.0.0.1: moto, and over it a double of ECS and EMR Serverless that really starts what was submitted.

moto answers for everything else (S3, Secrets Manager, CloudWatch Logs, IAM) and checks what it can; the double adds
what moto only records: a container becomes a process, and its end becomes the task's or the job's state.
"""
