# syntax=docker/dockerfile:1
# Crawl runs and the code location crawl: Playwright's own base with Chromium, and Python 3.11 beside the base's.
# Built by containers/build, which hands in every base by digest. There are no defaults: nothing unpinned can be built.
ARG UV_IMAGE
ARG PLAYWRIGHT_IMAGE

FROM ${UV_IMAGE} AS uv

FROM ${PLAYWRIGHT_IMAGE} AS packages
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PROJECT_ENVIRONMENT=/opt/venv UV_PYTHON_INSTALL_DIR=/opt/python
WORKDIR /build
COPY --from=uv /uv /usr/local/bin/uv
COPY .python-version pyproject.toml uv.lock ./
RUN uv python install && uv sync --locked --only-group image-crawl --no-install-project

FROM ${PLAYWRIGHT_IMAGE}
ARG RDS_CA
ADD --checksum=${RDS_CA} --chmod=644 https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem /opt/stockpress/rds-ca.pem
COPY --from=packages /opt/python /opt/python
COPY --from=packages /opt/venv /opt/venv
COPY stockpress /opt/stockpress/stockpress
COPY stockpress_spiders /opt/stockpress/stockpress_spiders
COPY stockpress_assets /opt/stockpress/stockpress_assets
COPY scrapy.cfg /opt/stockpress/
ENV PATH=/opt/venv/bin:$PATH PYTHONPATH=/opt/stockpress PYTHONUNBUFFERED=1
RUN python -m compileall -q /opt/stockpress
# On Fargate the root file system is read-only and /tmp a volume; named here it keeps the rights that it has here.
VOLUME /tmp
WORKDIR /opt/stockpress
USER 10001:10001
