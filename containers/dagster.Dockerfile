# syntax=docker/dockerfile:1
# The webserver and the daemon: Dagster, its storage and the run launchers; nothing of the graph.
# Built by containers/build, which hands in every base by digest. There are no defaults: nothing unpinned can be built.
ARG UV_IMAGE
ARG PYTHON_IMAGE

FROM ${UV_IMAGE} AS uv

FROM ${PYTHON_IMAGE} AS packages
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PROJECT_ENVIRONMENT=/opt/venv UV_PYTHON_DOWNLOADS=never
WORKDIR /build
COPY --from=uv /uv /usr/local/bin/uv
COPY pyproject.toml uv.lock ./
RUN uv sync --locked --only-group image-dagster --no-install-project

FROM ${PYTHON_IMAGE}
ARG RDS_CA
ADD --checksum=${RDS_CA} --chmod=644 https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem /opt/stockpress/rds-ca.pem
COPY --from=packages /opt/venv /opt/venv
COPY deploy/dagster.yaml deploy/workspace.yaml /opt/dagster/
COPY stockpress_assets/__init__.py /opt/stockpress/stockpress_assets/
COPY stockpress_assets/launchers /opt/stockpress/stockpress_assets/launchers
ENV PATH=/opt/venv/bin:$PATH PYTHONPATH=/opt/stockpress PYTHONUNBUFFERED=1 DAGSTER_HOME=/opt/dagster
RUN python -m compileall -q /opt/stockpress
# On Fargate the root file system is read-only and /tmp a volume; named here it keeps the rights that it has here.
VOLUME /tmp
WORKDIR /opt/dagster
USER 10001:10001
