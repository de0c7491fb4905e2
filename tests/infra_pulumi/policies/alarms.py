"""What must hold of the alarms: that they watch something, and that somebody hears them."""

from __future__ import annotations

from tests.infra_pulumi.recording import Stack


def alarms_reach_a_person(stack: Stack) -> list[str]:
    topics = {f"arn:aws:sns:eu-west-1:123456789012:topic/{it.name}" for it in stack.of("sns.Topic")}
    faults = [
        f"{it.name} tells nobody"
        for it in stack.of("cloudwatch.MetricAlarm")
        if not set(it.inputs.get("alarmActions", [])) & topics
    ]
    heard = {it.inputs["topic"] for it in stack.of("sns.TopicSubscription") if "@" in it.inputs["endpoint"]}
    faults += [f"{topic} is heard by nobody" for topic in topics - heard]
    if not any(
        note["subscriberEmailAddresses"]
        for it in stack.of("budgets.Budget")
        for note in it.inputs.get("notifications", [])
    ):
        faults.append("the budget tells nobody")
    wanted = {"run-failed", "silent-night", "daemon-quiet", "dagster-storage-full", "store-large", "ui-down"}
    there = {it.name.removeprefix(f"stockpress-{stack.name}-") for it in stack.of("cloudwatch.MetricAlarm")}
    return faults + ([f"there is no alarm {name}" for name in wanted - there] if stack.of("ecs.Service") else [])


def alarms_watch_metrics_that_are_written(stack: Stack) -> list[str]:
    written = {
        (it.inputs["metricTransformation"]["namespace"], it.inputs["metricTransformation"]["name"])
        for it in stack.of("cloudwatch.LogMetricFilter")
    }
    watched = [(it.name, it.inputs["namespace"], it.inputs["metricName"]) for it in stack.of("cloudwatch.MetricAlarm")]
    faults = [
        f"{name} watches {metric}, which nothing writes"
        for name, space, metric in watched
        if not space.startswith("AWS/") and (space, metric) not in written
    ]
    # CloudWatch looks back a day at most.
    return faults + [
        f"{it.name} looks back too far"
        for it in stack.of("cloudwatch.MetricAlarm")
        if it.inputs["period"] * it.inputs["evaluationPeriods"] > 86_400
    ]


POLICIES = (
    alarms_reach_a_person,
    alarms_watch_metrics_that_are_written,
)
