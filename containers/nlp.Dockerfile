# syntax=docker/dockerfile:1
# Spark jobs on EMR Serverless and the code location nlp: EMR's own base with Spark 3.5 and Java 17, and Python 3.11.
# Built by containers/build, which hands in every base by digest. There are no defaults: nothing unpinned can be built.
ARG UV_IMAGE
ARG EMR_IMAGE

FROM ${UV_IMAGE} AS uv

FROM ${EMR_IMAGE} AS packages
# hadolint ignore=DL3002
USER root
# Amazon Linux 2023 installs what was current when the base was made, so the base's digest fixes the version as well.
# hadolint ignore=DL3041
RUN dnf install -y python3.11 && dnf clean all
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PROJECT_ENVIRONMENT=/opt/venv UV_PYTHON=/usr/bin/python3.11
WORKDIR /build
COPY --from=uv /uv /usr/local/bin/uv
COPY pyproject.toml uv.lock ./
RUN uv sync --locked --only-group image-nlp --no-install-project
# The jars, as jars.lock has them by their checksums.
COPY stockpress ./stockpress
COPY stockpress_desk ./stockpress_desk
RUN STOCKPRESS_JARS=/opt/jars /opt/venv/bin/python -c "\
from stockpress.settings import Settings; from stockpress_desk.jars import ensure_jars; \
ensure_jars(Settings.from_environment(), 'spark', print)"

FROM ${EMR_IMAGE}
USER root
ARG RDS_CA
ADD --checksum=${RDS_CA} --chmod=644 https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem /opt/stockpress/rds-ca.pem
# Also into the trust store of the image, which Java uses as well.
# hadolint ignore=DL3041
RUN dnf install -y python3.11 && dnf clean all \
    && cp /opt/stockpress/rds-ca.pem /etc/pki/ca-trust/source/anchors/ && update-ca-trust
COPY --from=packages /opt/venv /opt/venv
COPY --from=packages /opt/jars/spark /opt/stockpress/jars/spark
# Spark looks for them here before Python has said anything, and there for what the desk checks.
RUN ln -s /opt/stockpress/jars/spark/*.jar /usr/lib/spark/jars/
COPY stockpress /opt/stockpress/stockpress
COPY stockpress_nlp /opt/stockpress/stockpress_nlp
COPY stockpress_assets /opt/stockpress/stockpress_assets
# The list of sources is part of the grid; it loads without the crawler's packages.
COPY stockpress_spiders /opt/stockpress/stockpress_spiders
ENV PATH=/opt/venv/bin:$PATH PYTHONPATH=/opt/stockpress PYTHONUNBUFFERED=1 STOCKPRESS_JARS=/opt/stockpress/jars
RUN python -m compileall -q /opt/stockpress
VOLUME /tmp
# EMR Serverless starts its own entry point as this user and takes no other.
USER hadoop:hadoop
