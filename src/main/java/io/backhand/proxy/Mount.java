package io.backhand.proxy;

import io.backhand.content.StaticFiles;
import io.backhand.routing.Route;
import java.util.Optional;

/**
 * A route where it is served.
 *
 * @param route what becomes of the requests
 * @param files the files tried before a backend
 * @param cookie the cookie of its own that its chain goes by
 */
public record Mount(Route route, Optional<StaticFiles> files, Optional<AffinityCookie> cookie) {}
