"""The asset session_cookies: what a sign-in leaves, one partition a source. Cookies never leave the store."""

from collections.abc import Iterator, Mapping

import dagster as dg

from stockpress.session import Session
from stockpress.settings import InvalidSetting
from stockpress_assets.deployment import Deployment
from stockpress_assets.materialisation import materialisation
from stockpress_assets.partitions import source_partitions
from stockpress_spiders.source import Source

CODE_VERSION = "1"


def session_materialisation(source: str, session: Session | None) -> dg.AssetMaterialization:
    """Return the event that the source's session stands; it says when it ends and nothing of what is in it."""
    if session is None:
        return materialisation("session_cookies", source, {"sign_in": "none needed"}, "no sign-in", CODE_VERSION)
    metadata = {
        "sign_in": "signed in",
        "obtained": dg.MetadataValue.timestamp(session.obtained),
        "expires": dg.MetadataValue.timestamp(session.expires),
        "sealed_bytes": len(session.sealed),
    }
    return materialisation("session_cookies", source, metadata, session.obtained.isoformat(), CODE_VERSION)


def renewed_events(source: str, session: Session | None) -> Iterator[dg.AssetMaterialization | dg.AssetCheckEvaluation]:
    """Yield what a step of another asset tells of a session that it had to renew: that it stands, and its check."""
    yield session_materialisation(source, session)
    yield dg.AssetCheckEvaluation(
        asset_key=dg.AssetKey("session_cookies"),
        check_name="session_alive",
        passed=session is not None and session.alive(),
        metadata={},
    )


def build_session_cookies(sources: Mapping[str, Source]) -> dg.AssetsDefinition:
    """Return the asset over *sources*."""

    @dg.asset(
        partitions_def=source_partitions(sources),
        group_name="crawl",
        owners=["team:desk"],
        kinds={"playwright", "chromium", "mongodb"},
        code_version=CODE_VERSION,
        output_required=False,
        check_specs=[dg.AssetCheckSpec("session_alive", asset="session_cookies")],
    )
    def session_cookies(context: dg.AssetExecutionContext, deployment: Deployment):
        """The signed-in session of each source.

        A real headless browser signs in with the subscriber's name and password; the cookies that the site needs are
        sealed and kept in the store until they end. A source without a sign-in needs none and says so.
        """
        from stockpress_spiders.login import SignInFailed, sign_in

        settings = deployment.settings()
        alive = True
        for name in context.partition_keys:
            session = None
            if sources[name].sign_in is not None:
                context.log.info(f"{name}: signing in with a headless browser")
                try:
                    session = sign_in(sources[name], settings)
                except (SignInFailed, InvalidSetting) as error:
                    raise dg.Failure(f"{name}: {error}", allow_retries=False) from error
                with deployment.store() as store:
                    store.save_session(session)
                alive = alive and session.alive()
            yield session_materialisation(name, session)
        yield dg.AssetCheckResult(
            passed=alive, check_name="session_alive", description="The session has not ended when it was stored."
        )

    return session_cookies
